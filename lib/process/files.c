/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * files.c -- what the files are that parts of a Unix process are mapped
 * from.  Names, offsets and the auxiliary vector decide, never protections:
 * gcore leaves executable parts out by default, and so do cuts, but the list
 * of files stays as it was.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/text.h"
#include "process/parts.h"

static bool
starts_with(const char *text, const char *start)
{
	return strncmp(text, start, strlen(start)) == 0;
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
	size_t n = strlen(end);

	return len >= n && strncasecmp(text + len - n, end, n) == 0;
}

size_t
file_name_length(const char *name)
{
	static const char deleted[] = " (deleted)";
	size_t n = strlen(name);

	return text_ends_with(name, deleted) ? n - strlen(deleted) : n;
}

bool
file_is_called(const struct file *f, const char *name)
{
	const char *base = text_basename(f->name);
	size_t n = file_name_length(base);

	return n == strlen(name) && strncasecmp(base, name, n) == 0;
}

/* libc.so, libc.so.6, libstdc++.so.6.0.30, x.dll, x.exe, addon.node */
static bool
named_like_image(const char *name)
{
	static const char *const ends[] = { ".so", ".dll", ".exe", ".node" };
	size_t i, len = file_name_length(name), version = len;

	for (i = 0; i < sizeof ends / sizeof *ends; i++)
		if (ends_with(name, len, ends[i]))
			return true;
	while (version > 0 && (name[version - 1] == '.' ||
	    isdigit((unsigned char)name[version - 1])))
		version--;
	return version < len && name[version] == '.' &&
	    ends_with(name, version, ".so");
}

static uint32_t
flags_by_name(const char *name)
{
	uint32_t flags = 0;

	if (file_name_length(name) < strlen(name))
		flags |= FILE_DELETED;
	if (starts_with(name, "/memfd:") || starts_with(name, "memfd:"))
		flags |= FILE_SHARED | FILE_MEMFD;
	else if (starts_with(name, "/dev/shm/") ||
	    starts_with(name, "/SYSV") || starts_with(name, "/dev/hugepages/"))
		flags |= FILE_SHARED;
	else if ((starts_with(name, "/dev/zero") &&
	    file_name_length(name) == strlen("/dev/zero")) ||
	    starts_with(name, "/dev/ashmem/"))
		flags |= FILE_ANONYMOUS;
	else if (starts_with(name, "/dev/"))
		flags |= FILE_DEVICE;
	else if (named_like_image(name))
		flags |= FILE_IMAGE;
	return flags;
}

static void
mark_image_at(struct dump_model *m, uint64_t addr)
{
	uint32_t i;

	if (addr == DUMP_NOWHERE ||
	    (i = model_find_mapping(m, addr)) == NONE)
		return;
	if ((m->files[m->mappings[i].file].flags &
	    (FILE_SHARED | FILE_ANONYMOUS | FILE_DEVICE)) == 0)
		m->files[m->mappings[i].file].flags |= FILE_IMAGE;
}

/* Data files are mapped from one place, images in parts from several. */
struct offsets {
	uint64_t	 first;
	bool		 seen, zero, several;
};

static int
mark_images_by_offsets(struct dump_model *m, struct dump_err *err)
{
	struct offsets *o, *at;
	size_t i;

	if ((o = calloc(m->nfiles + 1, sizeof *o)) == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nmappings; i++) {
		at = &o[m->mappings[i].file];
		if (!at->seen)
			at->first = m->mappings[i].off;
		at->seen = true;
		at->several |= m->mappings[i].off != at->first;
		at->zero |= m->mappings[i].off == 0;
	}
	for (i = 0; i < m->nfiles; i++)
		if (o[i].zero && o[i].several && (m->files[i].flags &
		    (FILE_SHARED | FILE_ANONYMOUS | FILE_DEVICE)) == 0)
			m->files[i].flags |= FILE_IMAGE;
	free(o);
	return 0;
}

/* What regions and pieces say of each mapping. */
static void
fill_entries(const struct dump_model *m, struct entry *e)
{
	const struct region *r;
	size_t i;

	for (i = 0; i < m->nregions; i++) {
		r = &m->regions[i];
		if (r->mapping == NONE || (r->prot & REGION_GUESSED) != 0)
			continue;
		e[r->mapping].prot |= r->prot & (DUMP_R | DUMP_W | DUMP_X);
		e[r->mapping].described = true;
	}
	for (i = 0; i < m->npieces; i++) {
		if (m->pieces[i].region == NONE)
			continue;
		r = &m->regions[m->pieces[i].region];
		/* Bytes that were filled in are not what its writer chose. */
		if (r->mapping != NONE && m->pieces[i].source == 0)
			e[r->mapping].present += m->pieces[i].at.size;
	}
}

int
files_mark(struct dump_model *m, struct entry **out, struct dump_err *err)
{
	struct entry *e;
	size_t i;

	if ((e = calloc(m->nmappings + 1, sizeof *e)) == NULL)
		return dump_fail_nomem(err);
	fill_entries(m, e);
	for (i = 0; i < m->nmappings; i++)
		if (e[i].present > 0 && e[i].present < m->mappings[i].at.size)
			m->mappings[i].flags |= MAPPING_PARTIAL;
	for (i = 0; i < m->nfiles; i++)
		m->files[i].flags |= flags_by_name(m->files[i].name);
	mark_image_at(m, m->at_phdr);
	mark_image_at(m, m->at_base);
	mark_image_at(m, m->at_entry);
	if (mark_images_by_offsets(m, err) == -1) {
		free(e);
		return -1;
	}
	*out = e;
	return 0;
}
