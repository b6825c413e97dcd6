/* SPDX-License-Identifier: BSD-2-Clause */
/* what.c -- the words that name parts of a dump to keep or drop. */
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "filters/cut.h"
#include "filters/what.h"
#include "model/names.h"
#include "process/memory.h"

enum { WORD_MAX = 32 };		/* longer than any name of a class */

/* Classes that are made of images, so that a module can be named. */
static bool
is_of_modules(enum dump_class class)
{
	switch (class) {
	case DUMP_HDR: case DUMP_CODE: case DUMP_RODATA: case DUMP_RELRO:
	case DUMP_DATA:
		return true;
	default:
		return false;
	}
}

static int
parse_pattern(struct what *out, const char *text, const char *pattern,
    const char *of, struct dump_err *err)
{
	out->pattern = pattern;
	return *pattern != '\0' ? 0 : dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "\"%s\": no %s is named", text, of);
}

static int
parse_class(struct what *out, const char *text, struct dump_err *err)
{
	size_t len = strcspn(text, ":");
	char word[WORD_MAX];

	out->kind = WHAT_CLASS;
	out->class = DUMP_CLASSES;
	if (len < sizeof word) {
		memcpy(word, text, len);
		word[len] = '\0';
		out->class = class_by_name(word);
	}
	if (out->class == DUMP_CLASSES)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "unknown class \"%.*s\"", (int)len, text);
	if (text[len] == '\0')
		return 0;
	if (!is_of_modules(out->class))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "\"%s\": %s is no part of modules", text,
		    dump_class_name(out->class));
	return parse_pattern(out, text, text + len + 1, "module", err);
}

/* A number, or a name, perhaps with an owner before it: names may begin with
 * a digit too. */
static int
parse_record(struct what *out, const char *text, const char *name,
    struct dump_err *err)
{
	bool hex = name[0] == '0' && (name[1] == 'x' || name[1] == 'X');
	unsigned long long n;
	char *end;

	out->kind = WHAT_RECORD;
	if (*name >= '0' && *name <= '9') {
		n = strtoull(name, &end, hex ? 16 : 10);
		if (*end == '\0' && n <= UINT32_MAX) {
			out->numbered = true;
			out->type = (uint32_t)n;
			return 0;
		}
	}
	return parse_pattern(out, text, name, "record", err);
}

static int
hex_digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *p = c == '\0' ? NULL : strchr(digits, c);

	return p == NULL ? -1 : (int)((p - digits) % 16);
}

/*
 * An address at *TEXT, which moves behind it: 0x7ff81234, or as WinDbg shows
 * it, 00007ff8`12340000.  *MARKED: it cannot be meant as a decimal number.
 */
static bool
parse_address(const char **text, uint64_t *out, bool *marked)
{
	const char *p = *text, *start;

	*marked = p[0] == '0' && (p[1] == 'x' || p[1] == 'X');
	if (*marked)
		p += 2;
	*out = 0;
	for (start = p; hex_digit(*p) >= 0 || (*p == '`' && p > start); p++) {
		if (*p == '`') {
			*marked = true;
			continue;
		}
		if (*out >> 60 != 0)
			return false;
		*out = *out << 4 | (uint64_t)hex_digit(*p);
	}
	*text = p;
	return p > start;
}

/* Does TEXT mean an address, right or wrong?  No class begins so. */
static bool
is_address(const char *text)
{
	return text[0] >= '0' && text[0] <= '9';
}

/* ADDRESS+SIZE, or ADDRESS-ADDRESS, where the last is the first behind. */
static int
parse_range(struct what *out, const char *text, struct dump_err *err)
{
	const char *p = text;
	uint64_t addr, size;
	bool marked, ignored;

	out->kind = WHAT_RANGE;
	if (!parse_address(&p, &addr, &marked) || !marked ||
	    (*p != '+' && *p != '-'))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "\"%s\": not a range such as 0x7f00+64K or 0x7f00-0x8f00",
		    text);
	if (*p++ == '+') {
		if (!dump_parse_size(&size, p))
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "\"%s\": \"%s\" is not a size", text, p);
	} else {
		if (!parse_address(&p, &size, &ignored) || *p != '\0')
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "\"%s\": what follows the - is not an address",
			    text);
		if (size < addr)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "\"%s\": ends before it begins", text);
		size -= addr;
	}
	if (!span_of(addr, size, &out->range))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "\"%s\": has no bytes", text);
	return 0;
}

int
what_parse(struct what *out, const char *text, struct dump_err *err)
{
	const char *rest;

	*out = (struct what){ 0 };
	if (text == NULL)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "what is missing: a class of memory, a range, or records");
	if (is_address(text))
		return parse_range(out, text, err);
	if ((rest = text_behind(text, "record:")) != NULL)
		return parse_record(out, text, rest, err);
	if ((rest = text_behind(text, "module:")) != NULL) {
		out->kind = WHAT_MODULE;
		return parse_pattern(out, text, rest, "module", err);
	}
	if ((out->roles = roles_by_group(text)) != 0) {
		out->kind = WHAT_GROUP;
		return 0;
	}
	return parse_class(out, text, err);
}

/* Windows has what others have as records in memory. */
static bool
is_of_process(const struct what *w)
{
	return w->kind == WHAT_GROUP && (w->roles >> ROLE_PROCESS_DATA & 1) !=
	    0;
}

uint32_t
what_asks(const struct what *w, const struct dump_model *m)
{
	if (is_of_process(w) && m->os == OS_WINDOWS)
		return survey_open(m, ASK_PLUMBING);
	if (w->kind != WHAT_CLASS)
		return 0;
	if (w->class == DUMP_NONE || w->class == DUMP_PRO)
		return survey_open(m, ASK_ZEROS);
	return is_of_modules(w->class) ? survey_open(m, ASK_PE_SECTIONS) : 0;
}

/* A pattern with a slash is about the whole path. */
static bool
name_matches(const char *pattern, const char *name)
{
	if (name == NULL)
		return false;
	return text_matches(pattern, strpbrk(pattern, "/\\") != NULL ? name :
	    text_basename(name));
}

/* The name of a file that is gone, with or without what the kernel adds. */
static bool
file_matches(const char *pattern, const char *name)
{
	static const char gone[] = " (deleted)";
	char text[PATH_MAX];
	size_t len = strlen(name);

	if (name_matches(pattern, name))
		return true;
	if (!text_ends_with(name, gone) || len >= sizeof text)
		return false;
	memcpy(text, name, len);
	text[len - (sizeof gone - 1)] = '\0';
	return name_matches(pattern, text);
}

/* Of every file, then of every module: is it named?  Asked once each, for
 * names are long and regions are many.  *OUT is NULL where all are. */
static int
find_named(bool **out, const struct what *w, const struct dump_model *m,
    struct dump_err *err)
{
	bool *named;
	size_t i;

	*out = NULL;
	if (w->pattern == NULL)
		return 0;
	named = calloc(m->nfiles + m->nmodules + 1, sizeof *named);
	if (named == NULL)
		return dump_fail_nomem(err);
	for (i = 0; i < m->nfiles; i++)
		named[i] = file_matches(w->pattern, m->files[i].name);
	for (i = 0; i < m->nmodules; i++)
		named[m->nfiles + i] = name_matches(w->pattern,
		    m->modules[i].name);
	*out = named;
	return 0;
}

static bool
names_region(const struct what *w, const bool *named,
    const struct dump_model *m, const struct region *r)
{
	if (w->kind == WHAT_CLASS && r->class != w->class)
		return false;
	if (named == NULL)
		return true;
	if (r->mapping != NONE)
		return named[m->mappings[r->mapping].file];
	return r->module != NONE && named[m->nfiles + r->module];
}

static bool
names_record(const struct what *w, const struct record *r)
{
	char name[NAME_MAX];

	if (w->kind == WHAT_GROUP)
		return (w->roles >> r->role & 1) != 0;
	if (w->numbered)
		return r->type == w->type;
	if (strchr(w->pattern, '/') == NULL)
		return text_matches(w->pattern, r->name);
	snprintf(name, sizeof name, "%s/%s", r->owner != NULL ? r->owner : "",
	    r->name);
	return text_matches(w->pattern, name);
}

static int
apply_to_records(const struct what *w, struct dump_plan *p,
    const struct what_edit *edit, size_t *found, struct dump_err *err)
{
	size_t i;

	for (i = 0; i < p->m->nrecords; i++) {
		if (!names_record(w, &p->m->records[i]))
			continue;
		++*found;
		if (edit->record(p, i, edit->rule, err) == -1)
			return -1;
	}
	return 0;
}

/* What of S lies where such things can lie: only there the survey looks, and
 * a pipe is kept. */
static int
apply_to_set(const struct set *s, struct dump_plan *p,
    const struct what_edit *edit, struct dump_err *err)
{
	struct set clipped = { 0 };
	size_t i;
	int rc;

	rc = cut_clip(&clipped, s, p->m, memory_is_data, err);
	for (i = 0; rc == 0 && i < clipped.n; i++)
		rc = edit->memory(p, (struct span){ clipped.v[i].addr,
		    clipped.v[i].last - clipped.v[i].addr + 1 }, edit->rule,
		    err);
	set_free(&clipped);
	return rc;
}

static int
apply_to_process(const struct dump_model *m, struct dump_plan *p,
    const struct what_edit *edit, struct dump_err *err)
{
	const struct survey *s = &m->survey;

	if (m->os != OS_WINDOWS)
		return 0;
	if (!edit->leads)
		return apply_to_set(&s->personal, p, edit, err);
	return apply_to_set(&s->plumbing, p, edit, err) == -1 ? -1 :
	    apply_to_set(&s->process_data, p, edit, err);
}

static int
apply_to_regions(const struct what *w, const struct dump_model *m,
    struct dump_plan *p, const struct what_edit *edit, size_t *found,
    struct dump_err *err)
{
	bool *named;
	size_t i;
	int rc;

	rc = find_named(&named, w, m, err);
	for (i = 0; i < m->nregions && rc == 0; i++) {
		if (!names_region(w, named, m, &m->regions[i]))
			continue;
		++*found;
		rc = edit->memory(p, m->regions[i].at, edit->rule, err);
	}
	free(named);
	return rc;
}

static int
apply_to_range(const struct what *w, const struct dump_model *m,
    struct dump_plan *p, const struct what_edit *edit, size_t *found,
    struct dump_err *err)
{
	size_t i = model_piece_from(m, w->range.addr);

	*found = i < m->npieces &&
	    m->pieces[i].at.addr <= span_last(w->range);
	return edit->memory(p, w->range, edit->rule, err);
}

/* A class or a group is a wish for whatever there is; who names more than
 * that should know that it is not there. */
static void
warn_of_nothing(const struct what *w, struct dump_plan *p)
{
	if (w->kind == WHAT_RANGE)
		plan_warn(p, "the input has no memory in 0x%" PRIx64 "+0x%"
		    PRIx64, w->range.addr, w->range.size);
	else if (w->numbered)
		plan_warn(p, "the input has no record of type 0x%" PRIx32,
		    w->type);
	else if (w->pattern != NULL)
		plan_warn(p, "the input has no %s that is called %s",
		    w->kind == WHAT_RECORD ? "record" : w->kind ==
		    WHAT_MODULE ? "module" : dump_class_name(w->class),
		    w->pattern);
}

int
what_apply(const struct what *w, const struct dump_model *m,
    struct dump_plan *p, const struct what_edit *edit, struct dump_err *err)
{
	size_t found = 0;
	int rc;

	if (w->kind == WHAT_RANGE)
		rc = apply_to_range(w, m, p, edit, &found, err);
	else if (w->kind == WHAT_GROUP || w->kind == WHAT_RECORD)
		rc = apply_to_records(w, p, edit, &found, err);
	else
		rc = apply_to_regions(w, m, p, edit, &found, err);
	if (rc == 0 && is_of_process(w))
		rc = apply_to_process(m, p, edit, err);
	if (rc == 0 && found == 0)
		warn_of_nothing(w, p);
	return rc;
}
