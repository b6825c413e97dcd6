/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * zip_writer.h -- who writes what is around the members of a zip archive:
 * minizip, which comes back to a member's header once its sizes are known,
 * where that can be done; else they follow the member.
 */
#ifndef ZIP_WRITER_H
#define ZIP_WRITER_H

#include <stdbool.h>

#include "base/array.h"
#include "codec/zip.h"
#include "dump.h"

enum {
	ZIP_TIME_FIELD = 9,	/* bytes of ZIP_EXTRA_TIME as we write it */
	ZIP_WIDE_FIELD = 20	/* ... and of ZIP_EXTRA_WIDE before a member */
};

/* A member that is written. */
struct zip_new {
	const char	*name;		/* folders end in a slash */
	uint32_t	 attributes, time;
	uint16_t	 method, flags;
	uint8_t		 extra[ZIP_TIME_FIELD];
	size_t		 nextra;	/* bytes of that, or 0 */
	uint64_t	 announced;	/* its size, or DUMP_NOWHERE */
	bool		 known;		/* the rest is right before it begins */
	uint32_t	 crc;
	uint64_t	 size, packed;
};

/* A size from which on a member may become larger than 32 bits can tell, as
 * it is read or as it is compressed. */
#define ZIP_LARGE	((uint64_t)0xf0000000)

/* CTX is its own.  After a failure nothing but .close follows. */
struct zip_put {
	int	(*begin)(void *ctx, const struct zip_new *m,
		    struct dump_err *err);
	int	(*write)(void *ctx, const void *buf, size_t len,
		    struct dump_err *err);
	int	(*finish)(void *ctx, const struct zip_new *m,
		    struct dump_err *err);
	int	(*end)(void *ctx, struct dump_err *err);
	void	(*close)(void *ctx);
};

extern const struct zip_put zip_put_minizip, zip_put_stream;

/* CTX for them; DST must outlive it. */
void	*zip_minizip_new(struct dump_sink *dst, struct dump_err *err);
void	*zip_stream_new(struct dump_sink *dst, struct dump_err *err);

/*
 * Names that are there already.  Zeroed there are none.
 */
struct zip_names {
	void		*tree;
	struct arena	 text;
};

/*
 * *OUT: NAME without what means nothing in it, with the slash that a FOLDER
 * has; it lives as long as N.  DUMP_E_ARG: it leads elsewhere, is there
 * already, or would lie in what is no folder.
 */
int	 zip_names_add(struct zip_names *n, const char *name, bool folder,
	    const char **out, struct dump_err *err);
void	 zip_names_free(struct zip_names *n);

/* What writes an archive; see archive.h. */
int	 zip_writer_new(void **out, struct dump_sink *dst,
	    const struct dump_packing *how, struct dump_err *err);
void	 zip_writer_watch(void *writer, dump_progress_fn *progress, void *ctx);
int	 zip_writer_add(void *writer, const struct dump_member *m,
	    struct dump_source *src, struct dump_err *err);
int	 zip_writer_end(void *writer, struct dump_err *err);
void	 zip_writer_free(void *writer);
/* The sink of an archive with one member; see codec.h. */
int	 zip_sink_create(struct dump_sink **out, struct dump_sink *inner,
	    const struct dump_packing *how, struct dump_err *err);

#endif
