/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * copying.h -- one copy from any kind of source to any kind of sink, for
 * tests of the copy engine.
 */
#ifndef COPYING_H
#define COPYING_H

#include "io/copy.h"
#include "tests/stream.h"

enum from { MEMORY, PLAIN_FILE, PIPE, FUNCTION, REWINDER, SPOOLED, FROMS };
enum to { GATHERED, NEW_FILE, OLD_FILE, APPENDED, INTO_PIPE, TOS };

/* What the last copy said. */
extern struct dump_err copy_err;
extern struct dump_result copy_res;

/* Where the source should end: tables that are made write small letters if
 * less has arrived. */
extern uint64_t promised;
int	 make_table(void *ctx, uint64_t from, uint8_t *buf, size_t len,
	    uint64_t arrived, struct dump_err *e);

/* LEN bytes of a pattern with zeros in it, all of them promised. */
struct buf input_of(size_t len);

/*
 * "h100 s20@5 z30 m40 | 20@10 7@z": a head of held, source, zero and made
 * bytes, and moves of so many bytes from there, or of zeros.
 */
struct layout *layout_of(const char *text);
/* Some of everything, and splice worth its while; in order.  For inputs of
 * FORWARD_SIZE. */
#define FORWARD	"h1000 s300@20 z5000 m70000 h1 | 5@100 200000@200 9@z " \
	"1@300000 700000@300100 10000@z 8192@1100000 300000@1150001"
enum { FORWARD_SIZE = 1500000 };
/* What L makes of IN. */
struct buf output_of(const struct layout *l, const struct buf *in);

/* One copy, and what has to be put away after it. */
struct job {
	struct feed	 feed;
	struct take	 take;
	int		 in, out;
	pid_t		 writer, reader;
	struct dump_source *src;
	struct dump_sink *dst;
};

void	 job_source(struct job *j, enum from from, const struct buf *in);
/* WANT: what a pipe's reader must see. */
void	 job_sink(struct job *j, enum to to, const struct buf *want);
int	 job_copy(struct job *j, const struct layout *l);

/* Copies L of IN; is WANT what comes out? */
bool	 copies(const struct layout *l, const struct buf *in,
	    const struct buf *want, enum from from, enum to to);
/* The same for all kinds of ends. */
void	 check_all(const struct layout *l, const struct buf *in);

#endif
