/* SPDX-License-Identifier: BSD-2-Clause */
/* archive.h -- archives: each does all members, or that of --member. */
#ifndef ARCHIVE_H
#define ARCHIVE_H

#include "zip/zip.h"

int	 archive_unpack(struct work *w, struct dump_archive *a);
int	 archive_list(struct work *w, struct dump_archive *a,
	    struct total *t);
int	 archive_test(struct work *w, struct dump_archive *a);

bool	 archive_wants(const struct work *w, const struct dump_member *m);

#endif
