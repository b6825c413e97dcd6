/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * sink_file.h -- files that appear under their name whole or not at all:
 * made beside it under another one, renamed at the end.
 */
#ifndef SINK_FILE_H
#define SINK_FILE_H

#include "dump.h"

struct sink_file;

/*
 * *FD is the caller's.  *OUT is NULL where PATH exists and is no regular
 * file: then FD is that, open for writing.  FLAGS as dump_sink_open().
 */
int	 sink_file_make(struct sink_file **out, int *fd, const char *path,
	    unsigned flags, struct dump_err *err);
const char *sink_file_temporary(const struct sink_file *f);
/* Gives the file its name.  Closes FD and frees F, always. */
int	 sink_file_finish(struct sink_file *f, int fd, struct dump_err *err);
/* Removes the file.  Closes FD and frees F. */
void	 sink_file_remove(struct sink_file *f, int fd);

#endif
