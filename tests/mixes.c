/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mixes.c -- any filters together.  A new row of the table takes part by
 * itself; only what its options may be as text is told here.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/filter.h"
#include "model/type.h"
#include "tests/mixes.h"

struct mix {
	uint64_t	 seed;
	char		*text;
	size_t		 n;
};

/* The same numbers everywhere (splitmix64). */
static uint64_t
dice(struct mix *m)
{
	uint64_t z = m->seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static void put(struct mix *m, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

static void
put(struct mix *m, const char *fmt, ...)
{
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(m->text + m->n, MIX_TEXT - m->n, fmt, ap);
	va_end(ap);
	if (n > 0 && (size_t)n < MIX_TEXT - m->n)
		m->n += (size_t)n;
	else
		m->text[m->n] = '\0';
}

/*
 * What an option of text may be.  Stacks are not among it: a small cut finds
 * more of them in memory than their class says, and without their beginnings
 * no second one finds the rest.
 */
static const struct {
	const char	*name;
	const char	*values[12];
} texts[] = {
	{ "what", { "handles", "comments", "unloaded", "thread-info",
	    "unknown", "memory-info", "code", "relro", "rodata", "jit",
	    "module:*l*", "record:*InfoList" } },
	{ "keep", { "crash", "1" } },
	{ "how", { "share", "drop", "keep" } },
	{ "small", { "0", "100", "4096" } },
};

static void
put_text(struct mix *m, const char *name)
{
	uint64_t n = dice(m);
	size_t i, k;

	for (i = 0; i < sizeof texts / sizeof *texts; i++) {
		if (strcmp(name, texts[i].name) != 0)
			continue;
		for (k = 0; k < 12 && texts[i].values[k] != NULL; k++)
			continue;
		put(m, "%s=%s", name, texts[i].values[n % k]);
	}
}

static uint64_t
mask_for(const char *filter, uint64_t n)
{
	uint64_t others = TYPE_COMPRESSED | TYPE_FILTER_MEMORY |
	    TYPE_SCAN_MEMORY | TYPE_INDIRECT_MEMORY | TYPE_FILTER_PATHS |
	    TYPE_FILTER_TRIAGE;

	return strcmp(filter, "type") == 0 ? n & TYPE_ALL & ~others :
	    n & 0x1ff;
}

static void
put_options(struct mix *m, const struct dump_filter *f)
{
	const struct dump_opt *opt;
	const char *before = ":";
	uint64_t n;

	for (opt = f->opts; opt != NULL && opt->kind != DUMP_OPT_END; opt++) {
		n = dice(m);
		/* Without a text most of them do nothing. */
		if (opt->kind != DUMP_OPT_TEXT && (n & 1) != 0)
			continue;
		put(m, "%s", before);
		before = ",";
		switch (opt->kind) {
		case DUMP_OPT_FLAG:
			put(m, "%s", opt->name);
			break;
		case DUMP_OPT_SIZE:
			put(m, "%s=%" PRIu64, opt->name,
			    (n >> 8 & 0xff) << (n >> 16) % 20);
			break;
		case DUMP_OPT_U64:
			put(m, "%s=0x%" PRIx64, opt->name,
			    mask_for(f->name, n >> 8));
			break;
		default:
			put_text(m, opt->name);
			break;
		}
	}
}

static bool
is_cut(const char *name)
{
	const char *cut;
	size_t i;

	for (i = 0; (cut = dump_cut_name(i)) != NULL; i++)
		if (strcmp(cut, name) == 0)
			return true;
	return strcmp(name, "type") == 0 || strcmp(name, "core-filter") == 0 ||
	    strcmp(name, "stacks") == 0;
}

void
mix_filters(char text[MIX_TEXT], uint64_t seed)
{
	struct mix m = { .seed = seed, .text = text };
	const struct dump_filter *f;
	struct dump_err err;
	const char *name;
	uint64_t many = 2 + dice(&m) % 8;
	size_t i, cuts = 0;

	text[0] = '\0';
	for (i = 0; (name = dump_filter_name(i)) != NULL; i++) {
		if (dice(&m) % many != 0 || filter_find(&f, name, &err) == -1)
			continue;
		/* The programs take no more than one. */
		if (is_cut(name) && cuts++ > 0)
			continue;
		put(&m, "%s%s", m.n > 0 ? " " : "", name);
		put_options(&m, f);
	}
	if (text[0] == '\0')
		put(&m, "full");
}

/* Does one of FILTERS do what HAS says? */
static bool
any(const char *filters, bool (*has)(const struct dump_filter *))
{
	char text[MIX_TEXT], *name, *rest = NULL;
	const struct dump_filter *f;
	struct dump_err err;

	snprintf(text, sizeof text, "%s", filters);
	for (name = strtok_r(text, " ", &rest); name != NULL;
	    name = strtok_r(NULL, " ", &rest)) {
		name[strcspn(name, ":")] = '\0';
		if (filter_find(&f, name, &err) == 0 && has(f))
			return true;
	}
	return false;
}

static bool
rewrites(const struct dump_filter *f)
{
	return f->rewrite != NULL;
}

static bool
chooses(const struct dump_filter *f)
{
	return f->choose != NULL;
}

const char *
mix_law(struct blob *out, const struct blob *in, const char *filters,
    size_t most)
{
	struct cut how = { filters, 0, WAY_MEMORY, most };
	const char *why;
	struct outcome o;

	if (!cut_blob(out, in, &how, &o)) {
		out->n = 0;
		return o.err.msg[0] != '\0' ? NULL : "no message";
	}
	why = any(filters, rewrites) ? law_within(out, in) :
	    law_subset(out, in);
	if (why == NULL && !any(filters, chooses))
		why = law_same_threads(in, out);
	if (why == NULL && o.changed)
		why = law_sound(out);
	/* What stacks lead to is found anew in what is left of them, and what
	 * is scrubbed may be zeros that another filter drops: beside others
	 * that is not always the same twice. */
	if (why == NULL && !any(filters, rewrites) &&
	    strstr(filters, "indirect") == NULL)
		why = law_idempotent(out, &how);
	return why;
}
