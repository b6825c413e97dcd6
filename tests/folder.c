/* SPDX-License-Identifier: BSD-2-Clause */
/* folder.c -- the dumps of a folder. */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/folder.h"

static int
is_dump(const struct dirent *e)
{
	const char *end = strrchr(e->d_name, '.');

	if (e->d_name[0] == '.' || strcmp(e->d_name, "recipes") == 0)
		return 0;
	return end == NULL || (strcmp(end, ".tsv") != 0 &&
	    strcmp(end, ".txt") != 0 && strcmp(end, ".md") != 0);
}

void
folder_list(struct folder *f, const char *base, const char *name)
{
	struct dirent **entries;
	int i, n;

	snprintf(f->path, sizeof f->path, "%s%s%s", base,
	    *name != '\0' ? "/" : "", name);
	if ((n = scandir(f->path, &entries, is_dump, alphasort)) == -1)
		return;
	for (i = 0; i < n; i++) {
		if (f->n < FILES_MAX)
			f->names[f->n++] = strdup(entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
}

/* Compressed ones through the programs that made them. */
void
folder_load(struct blob *b, const struct folder *f, int i, char *path,
    size_t room)
{
	const char *name = f->names[i], *end = strrchr(name, '.');
	const char *program = end == NULL ? "cat" :
	    strcmp(end, ".gz") == 0 ? "gzip -dc" :
	    strcmp(end, ".zst") == 0 ? "zstd -dcq" : "cat";
	char command[2048];
	uint8_t *grown;
	size_t n;
	FILE *in;

	snprintf(path, room, "%s/%s", f->path, name);
	snprintf(command, sizeof command, "%s '%s'", program, path);
	memset(b, 0, sizeof *b);
	ck_assert_ptr_nonnull(in = popen(command, "r"));
	do {
		if (b->n == b->cap) {
			b->cap = b->cap == 0 ? 1 << 16 : b->cap * 2;
			grown = realloc(b->v, b->cap);
			ck_assert_ptr_nonnull(grown);
			b->v = grown;
		}
		n = fread(b->v + b->n, 1, b->cap - b->n, in);
		b->n += n;
	} while (n != 0);
	ck_assert_int_eq(pclose(in), 0);
}
