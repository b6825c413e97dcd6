/* SPDX-License-Identifier: BSD-2-Clause */
/* sink.h -- takes bytes in order. */
#ifndef SINK_H
#define SINK_H

#include <stdbool.h>

#include "dump.h"

/* What a kind of sink does that is no descriptor and no function: one that
 * changes bytes on their way, one in parts.  CTX is its own. */
struct sink_ops {
	int	(*write)(void *ctx, const void *buf, size_t len,
		    struct dump_err *err);
	/* LEN zeros, which it need not look at. */
	int	(*zeros)(void *ctx, uint64_t len, struct dump_err *err);
	/* There is no more: the rest goes to the sink below, files get their
	 * names. */
	int	(*finish)(void *ctx, struct dump_err *err);
	/* See sink_next_part() and dump_sink_temporary(); NULL: there is no
	 * such thing. */
	int	(*part)(void *ctx, struct dump_err *err);
	const char *(*temporary)(void *ctx);
	/* See dump_sink_like(); NULL: nothing to do. */
	void	(*like)(void *ctx, const struct stat *st);
	/* Without .finish before it, no trace is left. */
	void	(*close)(void *ctx);
};

/*
 * For kinds of sinks: makes *OUT from OPS and CTX, which belong to it from
 * then on, also on failure.  NAME is for messages.
 */
int	 sink_new(struct dump_sink **out, const struct sink_ops *ops,
	    void *ctx, const char *name, struct dump_err *err);

/*
 * Puts *OUT over INNER, which CTX writes to: both belong to it from then on,
 * also on failure, and end with it.
 */
int	 sink_over(struct dump_sink **out, const struct sink_ops *ops,
	    void *ctx, struct dump_sink *inner, struct dump_err *err);

/*
 * A sink in parts, as dump_sink_parts() makes it, and what goes on in a new
 * part from here on.  Where parts end is for who writes them to say: each
 * must be worth something alone, and all of them behind each other the whole.
 */
bool	 sink_in_parts(const struct dump_sink *dst);
int	 sink_next_part(struct dump_sink *dst, struct dump_err *err);

/* Where sink_zeros() saves something, whole blocks of zeros are left out. */
int	 sink_write(struct dump_sink *dst, const void *buf, size_t len,
	    struct dump_err *err);
/* LEN zeros: a hole where the sink is a new regular file, bytes elsewhere. */
int	 sink_zeros(struct dump_sink *dst, uint64_t len, struct dump_err *err);
/* Does sink_zeros() save anything over writing zeros? */
bool	 sink_is_sparse(const struct dump_sink *dst);
/* Bytes that it has taken. */
uint64_t sink_size(const struct dump_sink *dst);
/*
 * The descriptor, if bytes may be moved to it directly (then sink_moved()
 * must be told), or -1.  *PIPE: it is one; else it is a regular file that
 * stands where writing goes on.
 */
int	 sink_fd(struct dump_sink *dst, bool *pipe);
void	 sink_moved(struct dump_sink *dst, uint64_t len);
/* Can bytes be written again?  Only in a file of our own. */
bool	 sink_can_rewrite(const struct dump_sink *dst);
/* Writes over what was taken at OFF. */
int	 sink_rewrite(struct dump_sink *dst, uint64_t off, const void *buf,
	    size_t len, struct dump_err *err);
/* Ends what was taken at SIZE. */
int	 sink_truncate(struct dump_sink *dst, uint64_t size,
	    struct dump_err *err);

#endif
