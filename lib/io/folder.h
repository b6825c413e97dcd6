/* SPDX-License-Identifier: BSD-2-Clause */
/* folder.h -- files and the names that they have in a folder. */
#ifndef FOLDER_H
#define FOLDER_H

#include <stddef.h>

/* Length of the folder's part of PATH, with its slash. */
size_t	 folder_length(const char *path);
/* A new text: the folder of PATH, then NAME; NULL: there is no memory. */
char	*folder_beside(const char *path, const char *name);
/* Renames, but never over a file that has come meanwhile: -1 with errno. */
int	 folder_rename_new(const char *from, const char *to);
/* A name is on disk only when its folder is: syncs that of PATH. */
int	 folder_sync(const char *path);

#endif
