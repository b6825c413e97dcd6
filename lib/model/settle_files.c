/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * settle_files.c -- makes one file of all that have one name.  Names are a
 * dump's: sorting them has no bad case, as a table by their hash has.
 */
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "model/model.h"

struct named {
	const char	*name;
	uint32_t	 file;
};

/* Of one name the first one comes first. */
static int
by_name(const void *va, const void *vb)
{
	const struct named *a = va, *b = vb;
	int order = strcmp(a->name, b->name);

	if (order != 0)
		return order;
	return a->file < b->file ? -1 : a->file > b->file;
}

/* TO: of every file the first one of its name. */
static void
find_first(struct named *v, size_t n, uint32_t *to)
{
	size_t i;

	array_sort(v, n, sizeof *v, by_name);
	for (i = 0; i < n; i++)
		to[v[i].file] = i > 0 && strcmp(v[i - 1].name, v[i].name) == 0
		    ? to[v[i - 1].file] : v[i].file;
}

/* Closes the gaps; TO becomes the new number of every file. */
static void
close_up(struct dump_model *m, uint32_t *to)
{
	size_t i, n = 0;

	for (i = 0; i < m->nfiles; i++)
		if (to[i] == i) {
			m->files[n] = m->files[i];
			to[i] = (uint32_t)n++;
		} else {
			to[i] = to[to[i]];
		}
	m->nfiles = n;
	for (i = 0; i < m->nmappings; i++)
		m->mappings[i].file = to[m->mappings[i].file];
}

int
model_settle_files(struct dump_model *m, struct dump_err *err)
{
	struct named *v;
	uint32_t *to;
	size_t i;

	if (m->nfiles < 2)
		return 0;
	v = malloc(m->nfiles * sizeof *v);
	to = malloc(m->nfiles * sizeof *to);
	if (v != NULL && to != NULL) {
		for (i = 0; i < m->nfiles; i++)
			v[i] = (struct named){ m->files[i].name, (uint32_t)i };
		find_first(v, m->nfiles, to);
		close_up(m, to);
	}
	free(v);
	free(to);
	return v != NULL && to != NULL ? 0 : dump_fail_nomem(err);
}
