/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * peb.c -- the block of a Windows process (PEB): its loader's list, its
 * parameters, the list of its heaps.
 */
#include <stdlib.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "process/lap.h"
#include "process/plumbing.h"

/* Structures as laid out for pointers of 4 and 8 bytes. */
static const struct nt {
	unsigned	 word;
	uint16_t	 loader, parameters;	/* in the PEB */
	uint16_t	 heap_count, heaps;
	uint16_t	 list, loader_size;	/* PEB_LDR_DATA */
	uint16_t	 name, base_name, entry_size;	/* its entries */
	/* RTL_USER_PROCESS_PARAMETERS; texts are UNICODE_STRINGs. */
	uint16_t	 folder, path, image, command, environment;
	uint16_t	 title, desktop, shell, runtime, environment_size;
	uint16_t	 parameters_size;
} nt_32 = { 4, 0x0c, 0x10, 0x88, 0x90, 0x0c, 0x30, 0x24, 0x2c, 0xc0,
	0x24, 0x30, 0x38, 0x40, 0x48, 0x70, 0x78, 0x80, 0x88, 0x290, 0x2c0 },
  nt_64 = { 8, 0x18, 0x20, 0xe8, 0xf0, 0x10, 0x58, 0x48, 0x58, 0x138,
	0x38, 0x50, 0x60, 0x70, 0x80, 0xb0, 0xc0, 0xd0, 0xe0, 0x3f0, 0x440 };

enum {
	BLOCK = 4096,			/* a PEB, and the head of a heap */
	ENTRIES_MAX = 16384,		/* libraries; heaps */
	ENVIRONMENT_MAX = 1 << 20, CHUNK = 4096
};

struct process {
	const struct walk *w;
	const struct nt	*nt;
	struct set	*plumbing, *data;
};

/* A UNICODE_STRING: bytes in use, bytes of room, where. */
struct text {
	uint64_t	 head, at;
	uint16_t	 len, room;
};

/* LEN is 0 where there is none. */
static int
read_text(const struct process *p, uint64_t at, struct text *t)
{
	uint8_t head[4];
	size_t got;
	bool all;

	*t = (struct text){ .head = at };
	if (walk_read(p->w, at, head, sizeof head, &got) == -1 ||
	    walk_words(p->w, at + p->nt->word, p->nt->word, &t->at, 1, &all) ==
	    -1)
		return -1;
	if (got < sizeof head || !all)
		return 0;
	t->len = le16(head);
	t->room = le16(head + 2);
	return 0;
}

/* All of its room, for who scrubs it leaves less in use; and the NUL that
 * follows, as a rule. */
static int
keep_text(const struct process *p, struct set *to, const struct text *t,
    const char *rule)
{
	uint32_t room = t->room > t->len ? t->room : t->len;

	return walk_keep(p->w, to, t->at, room > 0 ? room + 2 : 0, rule);
}

static int
keep_entry(const struct process *p, uint64_t at)
{
	static const char rule[] = "name of a library";
	const struct nt *nt = p->nt;
	struct text name, base;

	if (walk_keep(p->w, p->plumbing, at, nt->entry_size,
	    "list of libraries") == -1 ||
	    read_text(p, at + nt->name, &name) == -1 ||
	    read_text(p, at + nt->base_name, &base) == -1 ||
	    keep_text(p, p->plumbing, &name, rule) == -1 ||
	    keep_text(p, p->plumbing, &base, rule) == -1)
		return -1;
	return name.len == 0 ? 0 : patch_wide_path(p->w, name.head, name.at,
	    name.len, base.at);
}

/* The list in load order, which ends where it began. */
static int
keep_loader(const struct process *p, uint64_t loader)
{
	struct dump_model *m = p->w->m;
	uint64_t head = loader + p->nt->list, at;
	struct lap lap = { 0 };
	size_t n;
	bool all;

	if (walk_words(p->w, head, p->nt->word, &at, 1, &all) == -1)
		return -1;
	if (!all)
		return 0;
	if (walk_keep(p->w, p->plumbing, loader, p->nt->loader_size,
	    "list of libraries") == -1)
		return -1;
	for (n = 0; at != head; n++) {
		if (n == ENTRIES_MAX || lap_closed(&lap, at)) {
			dump_model_warn(m, false, DUMP_NOWHERE,
			    "list of libraries: it does not end after %zu",
			    n);
			return 0;
		}
		if (keep_entry(p, at) == -1 ||
		    walk_words(p->w, at, p->nt->word, &at, 1, &all) == -1)
			return -1;
		if (!all)
			return 0;
	}
	return 0;
}

/* Up to two NULs of UTF-16, where the size is not recorded. */
static int
measure_environment(const struct process *p, uint64_t at, uint64_t *size)
{
	uint8_t buf[CHUNK];
	size_t i, got;
	uint32_t last = 1;

	for (*size = 0; *size < ENVIRONMENT_MAX; *size += got) {
		if (walk_read(p->w, at + *size, buf, sizeof buf, &got) == -1)
			return -1;
		for (i = 0; i + 2 <= got; i += 2) {
			last = last << 16 | le16(buf + i);
			if (last == 0) {
				*size += i + 2;
				return 0;
			}
		}
		if (got < sizeof buf) {
			*size += got;
			return 0;
		}
	}
	return 0;
}

static int
keep_environment(const struct process *p, uint64_t parameters)
{
	const struct nt *nt = p->nt;
	uint64_t at, size;
	bool all, sized;

	if (walk_words(p->w, parameters + nt->environment, nt->word, &at, 1,
	    &all) == -1 || walk_words(p->w, parameters + nt->environment_size,
	    nt->word, &size, 1, &sized) == -1)
		return -1;
	if (!all || at == 0)
		return 0;
	if ((!sized || size == 0 || size > ENVIRONMENT_MAX) &&
	    measure_environment(p, at, &size) == -1)
		return -1;
	return walk_keep(p->w, p->data, at, size, "environment") == -1 ? -1 :
	    patch_command(p->w, 0, at, (uint32_t)size);
}

static int
patch_text(const struct process *p, const struct text *t)
{
	return t->len == 0 && t->room == 0 ? 0 : patch_command(p->w, t->head,
	    t->at, t->room > t->len ? t->room : t->len);
}

static int
keep_parameters(const struct process *p, uint64_t at)
{
	const struct nt *nt = p->nt;
	const uint16_t told[] = { nt->folder, nt->image, nt->command };
	const uint16_t others[] = { nt->path, nt->title, nt->desktop,
	    nt->shell, nt->runtime };
	struct text t;
	size_t i;

	if (walk_keep(p->w, p->plumbing, at, nt->parameters_size,
	    "parameters of the process") == -1)
		return -1;
	for (i = 0; i < sizeof told / sizeof *told; i++)
		if (read_text(p, at + told[i], &t) == -1 ||
		    keep_text(p, p->plumbing, &t,
		    "parameters of the process") == -1 ||
		    patch_text(p, &t) == -1)
			return -1;
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (read_text(p, at + others[i], &t) == -1 ||
		    keep_text(p, p->data, &t,
		    "parameters of the process") == -1 ||
		    patch_text(p, &t) == -1)
			return -1;
	return keep_environment(p, at);
}

/* The first page of each heap says what kind it is, and leads on. */
static int
keep_heaps(const struct process *p, uint64_t peb)
{
	const struct nt *nt = p->nt;
	uint8_t count[4];
	uint64_t at, heap;
	size_t i, n, got;
	bool all;

	if (walk_read(p->w, peb + nt->heap_count, count, sizeof count, &got) ==
	    -1 || walk_words(p->w, peb + nt->heaps, nt->word, &at, 1, &all) ==
	    -1)
		return -1;
	if (got < sizeof count || !all)
		return 0;
	n = (size_t)min_u64(le32(count), ENTRIES_MAX);
	if (walk_keep(p->w, p->data, at, n * nt->word, "list of heaps") == -1)
		return -1;
	for (i = 0; i < n; i++) {
		if (walk_words(p->w, at + i * nt->word, nt->word, &heap, 1,
		    &all) == -1)
			return -1;
		if (!all)
			return 0;
		if (walk_keep(p->w, p->data, heap, BLOCK, "head of a heap") ==
		    -1)
			return -1;
	}
	return 0;
}

int
peb_find(const struct walk *w, uint64_t peb, unsigned word)
{
	struct process p = { .w = w, .nt = word == 8 ? &nt_64 : &nt_32,
	    .plumbing = &w->m->survey.plumbing,
	    .data = &w->m->survey.process_data };
	uint64_t loader, parameters;
	bool all;

	if (walk_words(w, peb + p.nt->loader, word, &loader, 1, &all) == -1)
		return -1;
	if (!all)
		return 0;
	if (walk_keep(w, p.plumbing, peb, BLOCK, "block of the process") ==
	    -1 || keep_loader(&p, loader) == -1 ||
	    walk_words(w, peb + p.nt->parameters, word, &parameters, 1,
	    &all) == -1)
		return -1;
	if (all && parameters != 0 && keep_parameters(&p, parameters) == -1)
		return -1;
	return keep_heaps(&p, peb);
}
