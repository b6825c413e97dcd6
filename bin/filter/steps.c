/* SPDX-License-Identifier: BSD-2-Clause */
/* steps.c -- which filters the options ask for, checked before any is run. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "filter/filter.h"

/* The letters of procdump and Minidumper: -ma, -mh. */
static const struct {
	const char	*letters, *type;
} habits[] = {
	{ "a", "full" }, { "h", "heap" }, { "m", "mini" },
	{ "p", "heap-plus" }, { "t", "triage" },
};

/* What can be scrubbed, each by a filter. */
static const struct {
	const char	*word, *filter;
} scrubs[] = {
	{ "stacks", "scrub-stacks" }, { "paths", "scrub-paths" },
	{ "vectors", "scrub-vectors" },
};
enum { SCRUBS = sizeof scrubs / sizeof *scrubs };

static const char *
filter_names(const void *ctx, size_t i)
{
	(void)ctx;
	return dump_filter_name(i);
}

/* Names that a WHAT may begin with: classes, groups of records, two words. */
static const char *
part_names(const void *ctx, size_t i)
{
	static const char *const words[] = { "module", "record" };
	size_t classes = 0, groups = 0;

	(void)ctx;
	while (dump_class_name((unsigned)classes) != NULL)
		classes++;
	while (dump_record_group(groups) != NULL)
		groups++;
	if (i < classes)
		return dump_class_name((unsigned)i);
	if (i - classes < groups)
		return dump_record_group(i - classes);
	i -= classes + groups;
	return i < sizeof words / sizeof *words ? words[i] : NULL;
}

/* Where a name of a part is listed. */
static const char *
list_of(const char *part)
{
	size_t i;

	for (i = 0; part != NULL && dump_record_group(i) != NULL; i++)
		if (strcmp(part, dump_record_group(i)) == 0)
			return "records";
	return "classes";
}

static struct step *
new_step(struct steps *s, const char *filter)
{
	struct step *v;

	if (s->n == s->cap) {
		s->cap = 2 * s->cap + 4;
		if ((v = realloc(s->v, s->cap * sizeof *v)) == NULL)
			return NULL;
		s->v = v;
	}
	v = &s->v[s->n++];
	v->options = NULL;
	return (v->filter = strdup(filter)) != NULL ? v : NULL;
}

/* Says what OPTION has wrong.  LIST is where its names are, or NULL where a
 * name is not the trouble. */
static int
refuse(const char *option, const struct dump_err *err, const char *near,
    const char *list)
{
	char hint[128];

	if (err->code == DUMP_E_NOMEM)
		return cli_say(CLI_FAILED, "%s", err->msg);
	if (list == NULL)
		return cli_usage("%s: %s", option, err->msg);
	return cli_usage("%s: %s%s  (--list=%s)", option, err->msg,
	    cli_hint(hint, sizeof hint, "", near), list);
}

/* OPTIONS may be NULL. */
static int
add(struct steps *s, const char *option, const char *filter,
    const char *options)
{
	struct step *v = new_step(s, filter);
	const char *near;
	struct dump_err err;
	int known;

	if (v == NULL || (options != NULL &&
	    (v->options = strdup(options)) == NULL))
		return cli_say(CLI_FAILED, "out of memory");
	if (dump_filter_check(filter, options, &err) == 0)
		return CLI_OK;
	known = dump_find_name(filter, filter_names, NULL, &near);
	return refuse(option, &err, near, known < 0 ? "filters" : NULL);
}

/*
 * Adds FILTER, keep or drop, for WHAT.  Names are spelled as they are listed,
 * for the output tells what was asked for, and must not depend on more.
 */
static int
add_part(struct steps *s, const char *option, const char *filter,
    const char *what)
{
	struct step *v = new_step(s, filter);
	const char *near, *name = "", *rest = what;
	size_t len = strcspn(what, ":");
	char word[64];
	struct dump_err err;
	int part;

	snprintf(word, sizeof word, "%.*s", (int)len, what);
	if ((part = dump_find_name(word, part_names, NULL, &near)) >= 0) {
		name = part_names(NULL, (size_t)part);
		rest = what + len;
	}
	len = strlen("what=") + strlen(name) + strlen(rest) + 1;
	if (v == NULL || (v->options = malloc(len)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	snprintf(v->options, len, "what=%s%s", name, rest);
	if (dump_filter_check(filter, v->options, &err) == 0)
		return CLI_OK;
	return refuse(option, &err, near, part < 0 && (*what < '0' ||
	    *what > '9') ? list_of(near) : NULL);
}

static const char *
scrub_names(const void *ctx, size_t i)
{
	(void)ctx;
	return i < SCRUBS ? scrubs[i].word : NULL;
}

static int
add_scrub(struct steps *s, const char *word)
{
	const char *near;
	char hint[128];
	int i = dump_find_name(word, scrub_names, NULL, &near);

	if (i < 0)
		return cli_usage("--scrub: unknown part \"%s\"%s  "
		    "(stacks paths vectors)", word, cli_hint(hint, sizeof hint, "", near));
	return add(s, "--scrub", scrubs[i].filter, NULL);
}

/* What a line says, without blanks around it and what follows a '#'. */
static char *
trimmed(char *line)
{
	size_t n;

	line[strcspn(line, "#\r")] = '\0';
	line += strspn(line, " \t");
	for (n = strlen(line); n > 0 && strchr(" \t", line[n - 1]) != NULL;)
		line[--n] = '\0';
	return line;
}

/* The same for each line of a file. */
static int
add_file(struct steps *s, const char *option, const char *filter,
    const char *path)
{
	enum { PARTS_MAX = 1 << 20 };
	char *text, *rest, *line, where[256];
	unsigned number = 0;
	int status;

	if ((status = read_text(&text, option, path, PARTS_MAX)) != CLI_OK)
		return status;
	for (rest = text; status == CLI_OK && rest != NULL;) {
		line = trimmed(strsep(&rest, "\n"));
		snprintf(where, sizeof where, "%s: %s: line %u", option, path,
		    ++number);
		if (strchr(line, ',') != NULL)
			status = cli_usage("%s: one part a line, without "
			    "commas", where);
		else if (*line != '\0')
			status = add_part(s, where, filter, line);
	}
	free(text);
	return status;
}

static int
add_what(struct steps *s, const char *option, const char *filter,
    const char *what)
{
	return *what == '@' ? add_file(s, option, filter, what + 1) :
	    add_part(s, option, filter, what);
}

/* Makes TYPE, which becomes S's, the cut.  WORD is what stands for it on the
 * command line, where --heap is the same as --type=heap. */
static int
set_type(struct steps *s, const char *word, char *type)
{
	char title[DUMP_TYPE_TEXT];
	const char *list;
	struct dump_err err;

	if (dump_type_check(title, &list, type, &err) == -1) {
		free(type);
		return refuse(list != NULL ? "--type" : word, &err, NULL,
		    list);
	}
	if (s->type != NULL) {
		free(type);
		return strcmp(s->title, title) == 0 ? CLI_OK :
		    cli_usage("%s and %s: one cut at a time", s->title,
		    title);
	}
	memcpy(s->title, title, sizeof title);
	s->cut = s->title;
	s->type = type;
	s->changes = true;
	return CLI_OK;
}

static int
add_type(struct steps *s, const char *word)
{
	char *type;
	int status;

	if (*word == '@') {
		if ((status = read_settings(&type, word + 1)) != CLI_OK)
			return status;
	} else if ((type = strdup(word)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	return set_type(s, word, type);
}

static int
add_habit(struct steps *s, const char *text)
{
	size_t i;

	for (i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(text, habits[i].letters) == 0)
			return add_type(s, habits[i].type);
	return cli_usage("unknown option -m%s", text);
}

/* A number as it is written everywhere: the output tells what was asked. */
static int
add_thread(struct steps *s, const char *which)
{
	char options[40], *end;
	unsigned long long id = strtoull(which, &end, 0);

	if (strcasecmp(which, "crash") == 0)
		return add(s, "--threads", "threads", "keep=crash");
	if (*which < '0' || *which > '9' || *end != '\0')
		return cli_usage("--threads: \"%s\" is neither crash nor the "
		    "number of a thread", which);
	snprintf(options, sizeof options, "keep=%llu", id);
	return add(s, "--threads", "threads", options);
}

static const char *
zeros_names(const void *ctx, size_t i)
{
	static const char *const words[] = { "keep", "share", "drop" };

	(void)ctx;
	return i < sizeof words / sizeof *words ? words[i] : NULL;
}

static int
add_zeros(struct steps *s, const char *how)
{
	char hint[64], options[32];
	const char *near;
	int i = dump_find_name(how, zeros_names, NULL, &near);

	if (i < 0)
		return cli_usage("--zeros: \"%s\" is not keep, share or "
		    "drop%s", how, cli_hint(hint, sizeof hint, "", near));
	if (i == 0)
		return CLI_OK;
	s->changes = true;
	snprintf(options, sizeof options, "how=%s",
	    zeros_names(NULL, (size_t)i));
	return add(s, "--zeros", "zeros", options);
}

/* --max-size, and the cuts of --fit. */
static int
add_limit(struct steps *s, const struct opts *o)
{
	const char *list;
	struct dump_err err;
	size_t i;
	int status;

	if (o->max_size == NULL)
		return o->fit.n == 0 ? CLI_OK :
		    cli_usage("--fit: needs --max-size");
	if ((status = limit_find(&s->limit, o->max_size)) != CLI_OK)
		return status;
	s->changes = true;
	if (o->fit.n == 0)
		return CLI_OK;
	if (s->type != NULL)
		return cli_usage("--fit and %s: one cut at a time", s->title);
	if ((s->fit = calloc(o->fit.n, sizeof *s->fit)) == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	for (i = 0; i < o->fit.n; i++)
		if (dump_type_check(s->fit[i], &list, o->fit.v[i], &err) ==
		    -1)
			return refuse("--fit", &err, NULL, list);
	return CLI_OK;
}

/* NAME[,KEY=VALUE]... */
static int
add_filter(struct steps *s, const char *text)
{
	const char *comma = strchr(text, ',');
	char *name;
	int status;

	name = comma == NULL ? strdup(text) :
	    strndup(text, (size_t)(comma - text));
	if (name == NULL)
		return cli_say(CLI_FAILED, "out of memory");
	s->changes = true;
	status = add(s, "--filter", name,
	    comma != NULL && comma[1] != '\0' ? comma + 1 : NULL);
	free(name);
	return status;
}

/* A plan without filters mends what is damaged, and nothing else. */
static int
set_repair(struct steps *s, const struct opts *o)
{
	if (s->changes || s->n > 0 || o->keep_layout || o->max_size != NULL)
		return cli_usage("--repair does nothing else; whatever else "
		    "changes a dump repairs it too");
	s->changes = true;
	s->cut = "repair";
	return CLI_OK;
}

int
steps_of(struct steps *s, const struct opts *o)
{
	size_t i;
	int status = CLI_OK;

	for (i = 0; status == CLI_OK && i < o->cuts.n; i++)
		status = add_type(s, o->cuts.v[i]);
	for (i = 0; status == CLI_OK && i < o->habits.n; i++)
		status = add_habit(s, o->habits.v[i]);
	if (status == CLI_OK && o->strip)
		status = add(s, "--strip-inaccessible", "strip-inaccessible",
		    NULL);
	for (i = 0; status == CLI_OK && i < o->keep.n; i++)
		status = add_what(s, "--keep", "keep", o->keep.v[i]);
	for (i = 0; status == CLI_OK && i < o->drop.n; i++)
		status = add_what(s, "--drop", "drop", o->drop.v[i]);
	for (i = 0; status == CLI_OK && i < o->threads.n; i++)
		status = add_thread(s, o->threads.v[i]);
	if (status == CLI_OK && o->zeros != NULL)
		status = add_zeros(s, o->zeros);
	for (i = 0; status == CLI_OK && i < o->scrub.n; i++)
		status = add_scrub(s, o->scrub.v[i]);
	for (i = 0; status == CLI_OK && i < o->filters.n; i++)
		status = add_filter(s, o->filters.v[i]);
	if (status == CLI_OK)
		status = add_limit(s, o);
	s->changes = s->changes || o->strip || o->drop.n > 0 ||
	    o->threads.n > 0 || o->scrub.n > 0 || o->to != NULL;
	return status == CLI_OK && o->repair ? set_repair(s, o) : status;
}

int
plan_steps(struct dump_plan *p, const struct opts *o, const struct steps *s,
    struct dump_err *err)
{
	size_t i;

	if (o->to != NULL && dump_plan_convert(p, o->to, err) == -1)
		return -1;
	for (i = 0; i < s->n; i++)
		if (dump_plan_filter(p, s->v[i].filter, s->v[i].options,
		    err) == -1)
			return -1;
	if (o->keep_layout)
		dump_plan_keep_layout(p);
	if (o->no_provenance)
		dump_plan_no_provenance(p);
	if (o->repair)
		dump_plan_repair(p);
	return 0;
}

void
steps_free(struct steps *s)
{
	size_t i;

	for (i = 0; i < s->n; i++) {
		free(s->v[i].filter);
		free(s->v[i].options);
	}
	free(s->v);
	free(s->type);
	free(s->fit);
}
