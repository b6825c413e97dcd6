/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * links.c -- the lists of libraries that the loader of a Unix process keeps.
 *
 *	program headers -> PT_DYNAMIC -> DT_DEBUG -> struct r_debug
 *	    -> struct link_map -> the next ..., of each namespace
 *
 * Without them a debugger finds no library, and loses every frame in one.
 * All of it are claims of the process: each list may be broken, endless or
 * lead anywhere.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/checked.h"
#include "base/err.h"
#include "base/text.h"
#include "process/lap.h"
#include "process/plumbing.h"

enum {
	HEADERS_MAX = 1024,		/* program headers of a program */
	NODES_MAX = 65536,		/* libraries in all namespaces */
	NAMESPACES_MAX = 64,		/* glibc has room for 16 */
	DYNAMIC_MAX = 4096,		/* bytes of a dynamic section */
	NAME_MAX_LENGTH = 4096, NAME_CHUNK = 128, NAME_ROOM = 256
};

/* Of the ELF format, 32 and 64 bits. */
enum {
	PT_LOAD = 1, PT_DYNAMIC = 2, PT_PHDR = 6,
	DT_NULL = 0, DT_DEBUG = 21,
	/* MIPS keeps PT_DYNAMIC read-only: these lead to a word elsewhere,
	 * by its address, or by its distance from the entry. */
	DT_MIPS_RLD_MAP = 0x70000016, DT_MIPS_RLD_MAP_REL = 0x70000035
};

/* struct link_map and struct r_debug, in words. */
enum { L_ADDR, L_NAME, L_LD, L_NEXT, L_PREV, LINK_WORDS };
enum { R_VERSION, R_MAP, R_BRK, R_STATE, R_LDBASE, R_WORDS,
	R_NEXT = R_WORDS };		/* since version 2 */

struct links {
	const struct walk *w;
	unsigned	 word;
	uint64_t	 mask;		/* of addresses */
	size_t		 nodes;		/* looked at so far */
	uint64_t	 bias;		/* of the program's addresses */
	uint8_t		*dynamic;	/* DYNAMIC_MAX bytes */
};

static int
keep(const struct links *l, uint64_t addr, uint64_t size, const char *rule)
{
	return walk_keep(l->w, &l->w->m->survey.plumbing, addr, size, rule);
}

static uint64_t
get(const struct links *l, const uint8_t *at, size_t i)
{
	return get_word(l->w->m->facts.big_endian, l->word,
	    at + i * l->word);
}

/*
 * Up to its end, or as far as it is there.  Who scrubs paths makes some of
 * them shorter, and a second look must not find less room.
 */
static int
keep_name(const struct links *l, uint64_t addr)
{
	char buf[NAME_CHUNK];
	size_t len = 0, got;
	bool shorter;

	if (walk_read(l->w, addr, buf, sizeof buf - 1, &got) == -1)
		return -1;
	buf[got] = '\0';
	shorter = buf[0] != '\0' && (strchr(buf, '/') == NULL ||
	    text_path_private(buf) > 0);
	do {
		if (walk_read(l->w, addr + len, buf, sizeof buf, &got) == -1)
			return -1;
		if (memchr(buf, '\0', got) != NULL) {
			len += strnlen(buf, got) + 1;
			break;
		}
		len += got;
	} while (got == sizeof buf && len < NAME_MAX_LENGTH);
	if (len > 0 && patch_path(l->w, addr, len - 1) == -1)
		return -1;
	if (shorter && len < NAME_ROOM && keep(l, addr, NAME_ROOM,
	    "room of a name") == -1)
		return -1;
	return keep(l, addr, len, "name of a library");
}

/* Leaves it in l->dynamic; *N: entries, with the one that ends it. */
static int
keep_dynamic(struct links *l, uint64_t addr, size_t *n)
{
	size_t got, entry = 2 * l->word;

	*n = 0;
	if (walk_read(l->w, addr, l->dynamic, DYNAMIC_MAX, &got) == -1)
		return -1;
	while (*n < got / entry)
		if (get(l, l->dynamic, 2 * (*n)++) == DT_NULL)
			break;
	return keep(l, addr, *n * entry, "dynamic section");
}

static int
keep_links(struct links *l, uint64_t at)
{
	struct dump_model *m = l->w->m;
	uint64_t node[LINK_WORDS];
	struct lap lap = { 0 };
	size_t entries;
	bool all;

	while (at != 0) {
		if (lap_closed(&lap, at)) {
			dump_model_warn(m, false, DUMP_NOWHERE, "list of "
			    "libraries: 0x%" PRIx64 " is on it twice", at);
			return 0;
		}
		if (l->nodes++ == NODES_MAX) {
			dump_model_warn(m, false, DUMP_NOWHERE, "list of "
			    "libraries: the first %d were looked at",
			    NODES_MAX);
			return 0;
		}
		if (walk_words(l->w, at, l->word, node, LINK_WORDS, &all) ==
		    -1)
			return -1;
		if (!all)
			return 0;
		if (keep(l, at, LINK_WORDS * l->word, "list of libraries") ==
		    -1 || keep_name(l, node[L_NAME]) == -1 ||
		    keep_dynamic(l, node[L_LD], &entries) == -1 ||
		    body_find(l->w, node[L_ADDR]) == -1)
			return -1;
		at = node[L_NEXT];
	}
	return 0;
}

static int
keep_namespaces(struct links *l, uint64_t at)
{
	uint64_t debug[R_WORDS], next;
	uint8_t version[4];
	size_t i, got;
	bool all;

	for (i = 0; at != 0 && i < NAMESPACES_MAX; i++, at = next) {
		next = 0;
		if (walk_words(l->w, at, l->word, debug, R_WORDS, &all) == -1)
			return -1;
		if (!all)
			return 0;
		if (keep(l, at, R_WORDS * l->word, "lists of libraries") == -1
		    || walk_read(l->w, at, version, 4, &got) == -1)
			return -1;
		if (get32(l->w->m->facts.big_endian, version) >= 2) {
			if (walk_words(l->w, at + R_NEXT * l->word, l->word,
			    &next, 1, &all) == -1 || (all &&
			    keep(l, at + R_NEXT * l->word, l->word,
			    "lists of libraries") == -1))
				return -1;
		}
		if (keep_links(l, debug[R_MAP]) == -1)
			return -1;
	}
	return 0;
}

/* The word at AT leads to the lists. */
static int
follow_word(struct links *l, uint64_t at, uint64_t *debug)
{
	bool all;

	if (walk_words(l->w, at, l->word, debug, 1, &all) == -1)
		return -1;
	return all ? keep(l, at, l->word, "way to the lists of libraries") :
	    0;
}

/* *DEBUG: where the lists are, by the program's dynamic section; or 0. */
static int
find_debug(struct links *l, uint64_t dynamic, uint64_t *debug)
{
	uint64_t tag, value;
	size_t i, n;

	*debug = 0;
	if (keep_dynamic(l, dynamic, &n) == -1)
		return -1;
	for (i = 0; i < n && *debug == 0; i++) {
		tag = get(l, l->dynamic, 2 * i);
		value = get(l, l->dynamic, 2 * i + 1);
		if (tag == DT_DEBUG)
			*debug = value;
		else if (tag == DT_MIPS_RLD_MAP_REL)
			value += dynamic + 2 * i * l->word;
		else if (tag != DT_MIPS_RLD_MAP)
			continue;
		if (tag != DT_DEBUG &&
		    follow_word(l, value & l->mask, debug) == -1)
			return -1;
	}
	return 0;
}

struct segment {
	uint32_t	 type;
	uint64_t	 off, vaddr;
};

static struct segment
segment_at(const struct links *l, const uint8_t *p)
{
	bool big = l->w->m->facts.big_endian;
	struct segment s = { .type = get32(big, p) };

	if (l->word == 8) {
		s.off = get64(big, p + 8);
		s.vaddr = get64(big, p + 16);
	} else {
		s.off = get32(big, p + 4);
		s.vaddr = get32(big, p + 8);
	}
	return s;
}

/*
 * Where the program is loaded, beside what its headers say: they tell where
 * they themselves should be; or else where what lies at the start of the
 * file should be, and directly behind its ELF header they begin.
 */
static uint64_t
bias_of(const struct links *l, const uint8_t *headers, size_t n, size_t size)
{
	uint64_t at = l->w->m->at_phdr, start = l->word == 8 ? 64 : 52;
	struct segment s;
	size_t i;

	for (i = 0; i < n; i++) {
		s = segment_at(l, headers + i * size);
		if (s.type == PT_PHDR)
			return at - s.vaddr;
	}
	for (i = 0; i < n; i++) {
		s = segment_at(l, headers + i * size);
		if (s.type == PT_LOAD && s.off == 0)
			return at - start - s.vaddr;
	}
	return 0;
}

/* *DYNAMIC: address of the program's dynamic section, or 0. */
static int
find_dynamic(struct links *l, uint64_t *dynamic)
{
	const struct dump_model *m = l->w->m;
	size_t size = m->at_phent, n = m->at_phnum, got, i;
	struct segment s;
	uint8_t *headers;

	*dynamic = 0;
	if (size < (l->word == 8 ? 56 : 32) || size > DYNAMIC_MAX ||
	    n > HEADERS_MAX)
		return 0;
	if ((headers = malloc(n * size + 1)) == NULL)
		return dump_fail_nomem(l->w->err);
	if (walk_read(l->w, m->at_phdr, headers, n * size, &got) == -1) {
		free(headers);
		return -1;
	}
	n = got / size;
	for (i = 0; i < n; i++) {
		s = segment_at(l, headers + i * size);
		if (s.type == PT_DYNAMIC)
			*dynamic = (s.vaddr + bias_of(l, headers, n, size)) &
			    l->mask;
	}
	free(headers);
	return 0;
}

/* The name that the program was started by. */
static int
patch_program(const struct links *l, uint64_t addr)
{
	char buf[NAME_MAX_LENGTH];
	size_t got;

	if (walk_read(l->w, addr, buf, sizeof buf, &got) == -1)
		return -1;
	return patch_path(l->w, addr, strnlen(buf, got));
}

int
links_find(const struct walk *w)
{
	struct links l = { .w = w, .word = w->m->word };
	uint64_t dynamic, debug = 0;
	int rc;

	if (w->m->at_phdr == DUMP_NOWHERE)
		return 0;
	l.mask = l.word == 8 ? UINT64_MAX : UINT32_MAX;
	if ((l.dynamic = malloc(DYNAMIC_MAX)) == NULL)
		return dump_fail_nomem(w->err);
	rc = find_dynamic(&l, &dynamic);
	if (rc == 0 && dynamic != 0)
		rc = find_debug(&l, dynamic, &debug);
	if (rc == 0 && debug != 0)
		rc = keep_namespaces(&l, debug);
	if (rc == 0)
		rc = body_find(w, round_down(w->m->at_phdr, w->m->page));
	if (rc == 0 && w->m->at_base != DUMP_NOWHERE)
		rc = body_find(w, w->m->at_base);
	if (rc == 0 && w->m->at_execfn != DUMP_NOWHERE)
		rc = patch_program(&l, w->m->at_execfn);
	free(l.dynamic);
	return rc;
}
