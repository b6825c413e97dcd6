/* SPDX-License-Identifier: BSD-2-Clause */
/* elf_process.c -- the notes about the whole process: NT_PRPSINFO,
 * NT_SIGINFO, NT_AUXV, NT_FILE. */
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "convert/to_elf.h"

enum {
	SIGINFO_SIZE = 128, PSINFO_MAX = 136, FNAME = 16, PSARGS = 80,
	AUXV_MAX = 64 * 1024
};

/* struct elf_prpsinfo; the narrow one has user ids of 16 bits. */
static const struct psinfo {
	uint16_t	 size;
	uint8_t		 uid, gid, uid_width, pid, ppid, fname, psargs;
} psinfo_64 = { 136, 16, 20, 4, 24, 28, 40, 56 },
  psinfo_32 = { 124, 8, 10, 2, 12, 16, 28, 44 };

/* What /proc calls a process: the name of its program. */
static const char *
name_of(const struct dump_model *m)
{
	if (m->facts.process != NULL)
		return text_basename(m->facts.process);
	if (m->nmodules > 0 && m->modules[0].name != NULL)
		return text_basename(m->modules[0].name);
	return "";
}

static int
make_psinfo(struct to_elf *c)
{
	const struct dump_facts *f = &c->m->facts;
	const struct psinfo *ps = c->m->word == 8 ? &psinfo_64 : &psinfo_32;
	const char *name = name_of(c->m);
	const char *args = f->command != NULL ? f->command : name;
	uint8_t v[PSINFO_MAX] = { 0 };

	v[1] = 'R';
	put_le16(v + ps->uid, (uint16_t)f->uid);
	if (ps->uid_width == 4)
		put_le32(v + ps->uid, f->uid);
	put_le32(v + ps->pid, f->has_pid ? f->pid : 0);
	put_le32(v + ps->ppid, f->ppid);
	memcpy(v + ps->fname, name, strnlen(name, FNAME - 1));
	memcpy(v + ps->psargs, args, strnlen(args, PSARGS - 1));
	return elf_add_note(c, "CORE", NT_PRPSINFO, v, ps->size);
}

/* siginfo_t has si_errno before si_code; the rest begins at a multiple of a
 * word. */
static int
make_siginfo(struct to_elf *c)
{
	uint8_t v[SIGINFO_SIZE] = { 0 };

	if (c->why.signal == 0)
		return 0;
	put_le32(v, (uint32_t)c->why.signal);
	put_le32(v + 8, (uint32_t)c->why.code);
	if (c->why.address != DUMP_NOWHERE)
		put_word(false, c->m->word, v + (c->m->word == 8 ? 16 : 12),
		    c->why.address);
	return elf_add_note(c, "CORE", NT_SIGINFO, v, sizeof v);
}

/*
 * gdb shows the registers of VFP only where the auxiliary vector says that
 * there are some.
 */
static int
make_least_auxv(struct to_elf *c)
{
	enum { AT_HARDWARE = 16, VFP = 0x40, NEON = 0x1000, VFPV3 = 0x2000 };
	uint8_t v[16] = { 0 };

	if (c->m->machine != MACHINE_ARM)
		return 0;
	put_le32(v, AT_HARDWARE);
	put_le32(v + 4, VFP | NEON | VFPV3);
	return elf_add_note(c, "CORE", NT_AUXV, v, sizeof v);
}

static int
make_auxv(struct to_elf *c)
{
	const struct record *r = NULL;
	size_t i, n, got;
	uint8_t *v;
	int rc;

	for (i = 0; i < c->m->nrecords; i++)
		if (c->m->records[i].role == ROLE_AUXV &&
		    (c->p->drop_record == NULL || !c->p->drop_record[i]))
			r = &c->m->records[i];
	if (r == NULL)
		return make_least_auxv(c);
	n = (size_t)min_u64(r->size, AUXV_MAX);
	if ((v = malloc(n + 1)) == NULL)
		return dump_fail_nomem(c->err);
	if ((rc = source_read_some(c->src, r->off, v, n, &got, c->err)) == 0)
		rc = elf_add_note(c, "CORE", NT_AUXV, v, got);
	free(v);
	return rc;
}

static int
add_words(struct growing *g, unsigned word, const uint64_t *v, size_t n,
    struct dump_err *err)
{
	uint8_t raw[8];
	size_t i;

	for (i = 0; i < n; i++) {
		put_word(false, word, raw, v[i]);
		if (growing_add(g, raw, word, err) == -1)
			return -1;
	}
	return 0;
}

/* Modules stand in where there is no list of mapped files. */
struct mapped {
	uint64_t	 start, end, off;
	const char	*name;
};

static size_t
mapped_count(const struct dump_model *m)
{
	return m->nmappings > 0 ? m->nmappings : m->nmodules;
}

static struct mapped
mapped_at(const struct dump_model *m, size_t i)
{
	const struct mapping *map;
	const struct dump_module *mod;

	if (m->nmappings > 0) {
		map = &m->mappings[i];
		return (struct mapped){ map->at.addr,
		    map->at.addr + map->at.size, map->off,
		    m->files[map->file].name };
	}
	mod = &m->modules[i];
	return (struct mapped){ mod->base, mod->base + mod->size, 0,
	    mod->name == NULL ? "" : mod->name };
}

static int
by_start(const void *va, const void *vb)
{
	const struct mapped *a = va, *b = vb;

	return a->start < b->start ? -1 : a->start > b->start;
}

/* A count, the unit of offsets, three words for each, then their names. */
static int
put_files(struct to_elf *c, const struct mapped *v, size_t n,
    struct growing *g)
{
	uint64_t unit = c->m->page, words[3];
	size_t i;

	for (i = 0; i < n; i++)
		if (v[i].off % unit != 0)
			unit = 1;
	words[0] = n;
	words[1] = unit;
	if (add_words(g, c->m->word, words, 2, c->err) == -1)
		return -1;
	for (i = 0; i < n; i++) {
		words[0] = v[i].start;
		words[1] = v[i].end;
		words[2] = v[i].off / unit;
		if (add_words(g, c->m->word, words, 3, c->err) == -1)
			return -1;
	}
	for (i = 0; i < n; i++)
		if (growing_add(g, v[i].name, strlen(v[i].name) + 1,
		    c->err) == -1)
			return -1;
	return 0;
}

static int
make_files(struct to_elf *c)
{
	size_t n = mapped_count(c->m), i;
	struct mapped *v;
	struct growing g = { 0 };
	int rc;

	if (n == 0)
		return 0;
	if ((v = malloc(n * sizeof *v)) == NULL)
		return dump_fail_nomem(c->err);
	for (i = 0; i < n; i++)
		v[i] = mapped_at(c->m, i);
	array_sort(v, n, sizeof *v, by_start);
	if ((rc = put_files(c, v, n, &g)) == 0)
		rc = elf_add_note(c, "CORE", NT_FILE, g.v, g.n);
	free(g.v);
	free(v);
	return rc;
}

int
elf_make_process(struct to_elf *c)
{
	return make_psinfo(c) == -1 || make_siginfo(c) == -1 ||
	    make_auxv(c) == -1 ? -1 : make_files(c);
}
