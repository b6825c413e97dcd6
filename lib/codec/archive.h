/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * archive.h -- what a codec does whose files hold several, each with a name.
 * Everything is as for the functions of dump.h that are called so.
 */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include <stdbool.h>

#include "dump.h"

struct archive_ops {
	/* *OUT is for the next four.  It leaves SRC to the caller. */
	int	(*read)(void **out, struct dump_source *src,
		    struct dump_err *err);
	size_t	(*members)(const void *archive);
	const struct dump_member *(*member)(const void *archive, size_t i);
	/* OWNED: the archive and its source belong to *OUT from then on, also
	 * on failure: see source_over(). */
	int	(*open)(struct dump_source **out, void *archive, size_t i,
		    bool owned, struct dump_err *err);
	void	(*close)(void *archive);

	/* *OUT is for the next four.  HOW's codec and level are right. */
	int	(*create)(void **out, struct dump_sink *dst,
		    const struct dump_packing *how, struct dump_err *err);
	void	(*watch)(void *writer, dump_progress_fn *progress, void *ctx);
	int	(*add)(void *writer, const struct dump_member *m,
		    struct dump_source *src, struct dump_err *err);
	int	(*end)(void *writer, struct dump_err *err);
	void	(*free)(void *writer);
};

#endif
