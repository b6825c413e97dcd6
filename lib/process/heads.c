/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * heads.c -- question: which files that records take for images do not begin
 * like one?  A name that ends in .so, or several offsets, may be anything's.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/memory.h"
#include "process/surveys.h"

enum {
	HEAD = 4096,		/* no linker puts the PE header farther away */
	DOS_LFANEW = 0x3c
};

static bool
may_be_image(const struct dump_model *m, const struct mapping *map)
{
	return map->off == 0 && (m->files[map->file].flags & FILE_IMAGE) != 0;
}

bool
heads_wanted(const struct dump_model *m)
{
	size_t i;

	for (i = 0; i < m->nmappings; i++)
		if (may_be_image(m, &m->mappings[i]))
			return true;
	return false;
}

int
heads_touch(const struct dump_model *m, struct set *out, struct dump_err *err)
{
	struct span at;
	size_t i;

	for (i = 0; i < m->nmappings; i++) {
		at = m->mappings[i].at;
		at.size = min_u64(at.size, HEAD);
		if (may_be_image(m, &m->mappings[i]) &&
		    set_add(out, at, "", err) == -1)
			return -1;
	}
	return 0;
}

/* Of what is not there nothing is denied. */
static bool
is_denied(const uint8_t *head, size_t len)
{
	uint32_t pe;

	if (len < 4 || memcmp(head, "\177ELF", 4) == 0)
		return false;
	if (memcmp(head, "MZ", 2) != 0)
		return true;
	if (len < DOS_LFANEW + 4)
		return false;
	pe = le32(head + DOS_LFANEW);
	return fits(pe, 4, len) && memcmp(head + pe, "PE\0", 4) != 0;
}

/* A file may be mapped more than once; its lowest beginning tells. */
int
heads_answer(struct dump_model *m, struct dump_source *src,
    struct dump_err *err)
{
	const struct mapping *map;
	bool *seen = calloc(m->nfiles + 1, sizeof *seen);
	uint8_t *head = malloc(HEAD);
	size_t i, got;
	int rc = 0;

	if (seen == NULL || head == NULL)
		rc = dump_fail_nomem(err);
	for (i = 0; rc == 0 && i < m->nmappings; i++) {
		map = &m->mappings[i];
		if (!may_be_image(m, map) || seen[map->file])
			continue;
		seen[map->file] = true;
		rc = memory_read_data(m, src, map->at.addr, head,
		    (size_t)min_u64(HEAD, map->at.size), &got, err);
		if (rc == 0 && is_denied(head, got))
			m->files[map->file].flags |= FILE_NO_IMAGE;
	}
	free(seen);
	free(head);
	return rc;
}
