/* SPDX-License-Identifier: BSD-2-Clause */
/* type.c -- reads what --type= is given, and makes filters of it. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "filter.h"
#include "model/plan.h"
#include "model/type.h"
#include "type.h"

enum { WORD_MAX = 64 };

/* What a text means. */
struct type {
	const char	*name;		/* of the last preset, or NULL */
	const struct preset *preset;	/* one that stands alone, or NULL */
	uint64_t	 flags;		/* or NO_FLAGS */
	uint64_t	 core;		/* bits of coredump_filter, or NO_FLAGS */
};

/* Flags that filters of their own carry out. */
static const struct {
	uint32_t	 flag;
	struct type_step step;
} carried[] = {
	{ TYPE_FILTER_MEMORY, { "scrub-stacks", NULL } },
	{ TYPE_FILTER_PATHS, { "scrub-paths", NULL } },
	{ TYPE_INDIRECT_MEMORY, { "indirect", NULL } },
	{ TYPE_SCAN_MEMORY, { "scan", NULL } },
	{ TYPE_FILTER_TRIAGE, { "scrub-triage", NULL } },
};
enum { CARRIED = sizeof carried / sizeof *carried };

/* Other words for flags. */
static const struct {
	const char	*name;
	uint32_t	 flags;
} aliases[] = {
	{ "Normal", TYPE_NORMAL }, { "WithDataSegments", TYPE_DATA_SEGS },
};

/* The letters of WinDbg's .dump /m; case counts. */
static const struct {
	char		 letter;
	uint32_t	 flags;
} letters[] = {
	{ 'a', TYPE_FULL_MEMORY | TYPE_FULL_MEMORY_INFO | TYPE_HANDLE_DATA |
	    TYPE_UNLOADED_MODULES | TYPE_THREAD_INFO },
	{ 'A', TYPE_FULL_MEMORY | TYPE_FULL_MEMORY_INFO | TYPE_HANDLE_DATA |
	    TYPE_UNLOADED_MODULES | TYPE_THREAD_INFO |
	    TYPE_IGNORE_INACCESSIBLE },
	{ 'f', TYPE_FULL_MEMORY }, { 'F', TYPE_FULL_MEMORY_INFO },
	{ 'h', TYPE_HANDLE_DATA }, { 'u', TYPE_UNLOADED_MODULES },
	{ 't', TYPE_THREAD_INFO }, { 'i', TYPE_INDIRECT_MEMORY },
	{ 'p', TYPE_PROCESS_DATA }, { 'w', TYPE_PRIVATE_READ_WRITE },
	{ 'd', TYPE_DATA_SEGS }, { 'c', TYPE_CODE_SEGS },
	{ 'r', TYPE_FILTER_MEMORY }, { 'R', TYPE_FILTER_PATHS },
	{ 'y', TYPE_AVX_CONTEXT },
};

/* "With" is no more than grammar, in most names. */
static const char *
without_with(const char *name)
{
	const char *rest = text_behind(name, "with");

	return rest == NULL || text_behind(rest, "out") != NULL ? name : rest;
}

static bool
flag_by_name(const char *word, uint64_t *flags)
{
	const char *bare = text_behind(word, "minidump"), *name;
	unsigned bit;
	size_t i;

	bare = without_with(bare != NULL ? bare : word);
	for (bit = 0; (name = dump_type_name(bit)) != NULL; bit++)
		if (text_same_name(bare, without_with(name))) {
			*flags |= UINT64_C(1) << bit;
			return true;
		}
	for (i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (text_same_name(bare, without_with(aliases[i].name))) {
			*flags |= aliases[i].flags;
			return true;
		}
	return false;
}

static const struct preset *
preset_by_name(const char *word)
{
	const struct preset *p;

	for (p = presets; p->name != NULL; p++)
		if (text_same_name(word, p->name))
			return p;
	return NULL;
}

/* Decimal, or hexadecimal behind 0x. */
static bool
parse_number(const char *text, uint64_t *out)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	char *end;

	if (text[hex ? 2 : 0] == '\0')
		return false;
	errno = 0;
	*out = strtoull(text, &end, hex ? 16 : 10);
	return errno == 0 && *end == '\0';
}

static int
add_mask(struct type *t, const char *word, struct dump_err *err)
{
	uint64_t n, unknown;

	if (!parse_number(word, &n))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "\"%s\" is no mask of flags", word);
	if ((unknown = n & ~(uint64_t)TYPE_ALL) != 0)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "unknown bits 0x%" PRIx64 "; the highest is 0x%x, %s",
		    unknown, (unsigned)TYPE_COMPRESSED,
		    dump_type_name(TYPE_FLAGS - 1));
	t->flags |= n;
	return 0;
}

static int
add_letters(struct type *t, const char *word, struct dump_err *err)
{
	size_t i;

	for (; *word != '\0'; word++) {
		for (i = 0; i < sizeof letters / sizeof *letters; i++)
			if (letters[i].letter == *word)
				break;
		if (i == sizeof letters / sizeof *letters)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "unknown letter \"%c\" of windbg-m; there are "
			    "aAcdfFhiprRtuwy", *word);
		t->flags |= letters[i].flags;
	}
	return 0;
}

static int
set_core(struct type *t, const char *text, struct dump_err *err)
{
	return parse_number(text, &t->core) && t->core != NO_FLAGS ? 0 :
	    dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "core-filter: \"%s\" is no number", text);
}

/* Names that may have been meant: flags, then cuts and presets. */
static const char *
any_name(const void *ctx, size_t i)
{
	(void)ctx;
	return i < TYPE_FLAGS ? dump_type_name((unsigned)i) :
	    presets[i - TYPE_FLAGS].name;
}

/* Refuses WORD, which names nothing.  *LIST: where the right names are. */
static int
unknown(const char *word, const char **list, struct dump_err *err)
{
	const char *bare = text_behind(word, "minidump"), *near;
	uint64_t ignored = 0;
	bool flag;

	dump_find_name(bare != NULL ? bare : word, any_name, NULL, &near);
	flag = near != NULL ? flag_by_name(near, &ignored) :
	    bare != NULL || text_behind(word, "with") != NULL;
	*list = flag ? "flags" : "types";
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "unknown %s \"%s\"%s%s%s", flag ? "flag" : "type", word,
	    near != NULL ? "; did you mean " : "", near != NULL ? near : "",
	    near != NULL ? "?" : "");
}

static int
add_word(struct type *t, const char *word, const char **list,
    struct dump_err *err)
{
	const char *rest = text_behind(word, "windbg-m");
	const struct preset *preset = preset_by_name(word);

	/* Where case counts, "a" is one of the presets. */
	if (rest != NULL && strcmp(rest, "a") != 0)
		return add_letters(t, rest, err);
	if (preset != NULL) {
		t->name = preset->name;
		/* Others of flags only may be joined with flags. */
		if (preset->flags == NO_FLAGS ||
		    preset->unix_steps[0].filter != NULL)
			t->preset = preset;
		else
			t->flags |= preset->flags;
		return 0;
	}
	if (*word >= '0' && *word <= '9')
		return add_mask(t, word, err);
	if ((rest = text_behind(word, "core-filter:")) != NULL ||
	    (rest = text_behind(word, "core-filter=")) != NULL)
		return set_core(t, rest, err);
	return flag_by_name(word, &t->flags) ? 0 : unknown(word, list, err);
}

static int
parse_words(struct type *t, char *text, size_t *words, const char **list,
    struct dump_err *err)
{
	char *word;

	while ((word = strsep(&text, ",| ")) != NULL) {
		if (*word == '\0')
			continue;
		++*words;
		if (add_word(t, word, list, err) == -1)
			return -1;
	}
	return *words > 0 ? 0 : dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "no type is named");
}

static int
type_parse(struct type *t, char title[DUMP_TYPE_TEXT], const char **list,
    const char *text, struct dump_err *err)
{
	char *copy = strdup(text);
	size_t words = 0;
	bool core;
	int rc;

	*list = NULL;
	*t = (struct type){ NULL, NULL, 0, NO_FLAGS };
	if (copy == NULL)
		return dump_fail_nomem(err);
	rc = parse_words(t, copy, &words, list, err);
	free(copy);
	if (rc == -1)
		return -1;
	core = t->core != NO_FLAGS;
	if (words > 1 && (t->preset != NULL || core))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s stands alone; only flags can be joined",
		    core ? "core-filter" : t->preset->name);
	if (words == 1 && t->name != NULL)
		snprintf(title, DUMP_TYPE_TEXT, "%s", t->name);
	else
		snprintf(title, DUMP_TYPE_TEXT, "%s0x%" PRIx64,
		    core ? "core-filter:" : "", core ? t->core : t->flags);
	return 0;
}

/* Does what is to be done with each filter of a type. */
typedef int step_fn(void *ctx, const char *filter, const char *options,
    struct dump_err *err);

static int
each_step(const struct type_step *v, step_fn *fn, void *ctx,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < TYPE_STEPS && v[i].filter != NULL; i++)
		if (fn(ctx, v[i].filter, v[i].options, err) == -1)
			return -1;
	return 0;
}

static int
each_flag(uint64_t flags, step_fn *fn, void *ctx, struct dump_err *err)
{
	char options[32];
	size_t i;

	if ((flags & TYPE_FILTER_TRIAGE) != 0)
		flags = (flags & ~(uint64_t)(TYPE_FILTER_MEMORY |
		    TYPE_FILTER_PATHS)) | TYPE_WITHOUT_OPTIONAL;
	/* Removal wins. */
	if ((flags & TYPE_WITHOUT_OPTIONAL) != 0)
		flags &= ~(uint64_t)TYPE_INDIRECT_MEMORY;
	for (i = 0; i < CARRIED; i++) {
		if ((flags & carried[i].flag) == 0)
			continue;
		flags &= ~(uint64_t)carried[i].flag;
		if (fn(ctx, carried[i].step.filter, carried[i].step.options,
		    err) == -1)
			return -1;
	}
	snprintf(options, sizeof options, "mask=0x%" PRIx64, flags);
	return fn(ctx, "type", options, err);
}

static int
type_walk(const struct type *t, bool windows, step_fn *fn, void *ctx,
    struct dump_err *err)
{
	const struct preset *p = t->preset;
	char options[32];

	if (t->core != NO_FLAGS) {
		snprintf(options, sizeof options, "mask=0x%" PRIx64, t->core);
		return fn(ctx, "core-filter", options, err);
	}
	if (p == NULL)
		return each_flag(t->flags, fn, ctx, err);
	if (!windows && p->unix_steps[0].filter != NULL)
		return each_step(p->unix_steps, fn, ctx, err);
	if (each_step(p->steps, fn, ctx, err) == -1)
		return -1;
	return p->flags == NO_FLAGS ? 0 : each_flag(p->flags, fn, ctx, err);
}

static int
check_step(void *ctx, const char *filter, const char *options,
    struct dump_err *err)
{
	const struct dump_filter *f;

	(void)ctx;
	if (filter_find(&f, filter, err) == -1)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "this build has no filter %s", filter);
	return dump_filter_check(filter, options, err);
}

int
dump_type_check(char title[DUMP_TYPE_TEXT], const char **list,
    const char *text, struct dump_err *err)
{
	struct type t;

	if (type_parse(&t, title, list, text, err) == -1)
		return -1;
	if (type_walk(&t, false, check_step, NULL, err) == 0)
		return 0;
	return type_walk(&t, true, check_step, NULL, err);
}

static int
add_step(void *ctx, const char *filter, const char *options,
    struct dump_err *err)
{
	return check_step(ctx, filter, options, err) == -1 ? -1 :
	    dump_plan_filter(ctx, filter, options, err);
}

int
dump_plan_type(struct dump_plan *p, const char *text, struct dump_err *err)
{
	char title[DUMP_TYPE_TEXT];
	const char *list;
	struct type t;

	if (type_parse(&t, title, &list, text, err) == -1)
		return -1;
	return type_walk(&t, p->m->os == OS_WINDOWS, add_step, p, err);
}

/* The Ith of those that this build can do, or NULL. */
static const struct preset *
preset_at(size_t i)
{
	char title[DUMP_TYPE_TEXT];
	const struct preset *p;
	struct dump_err ignored;
	const char *list;

	for (p = presets; p->name != NULL; p++)
		if (dump_type_check(title, &list, p->name, &ignored) == 0 &&
		    i-- == 0)
			return p;
	return NULL;
}

const char *
dump_cut_name(size_t i)
{
	const struct preset *p;
	size_t k;

	/* Cuts are those that only a filter describes. */
	for (k = 0; (p = preset_at(k)) != NULL; k++)
		if (p->summary == NULL && i-- == 0)
			return p->name;
	return NULL;
}

const char *
dump_preset_name(size_t i)
{
	const struct preset *p = preset_at(i);

	return p != NULL ? p->name : NULL;
}

const char *
dump_preset_summary(size_t i)
{
	const struct preset *p = preset_at(i);
	const struct dump_filter *f;
	struct dump_err ignored;

	if (p == NULL || p->summary != NULL)
		return p != NULL ? p->summary : NULL;
	return filter_find(&f, p->steps[0].filter, &ignored) == 0 ?
	    f->summary : NULL;
}

uint64_t
dump_preset_mask(size_t i)
{
	const struct preset *p = preset_at(i);

	return p != NULL ? p->flags : DUMP_NOWHERE;
}

const char *
dump_preset_of(uint64_t mask)
{
	const struct preset *p;

	for (p = presets; p->name != NULL; p++)
		if (p->flags == mask && mask != NO_FLAGS)
			return p->name;
	return NULL;
}
