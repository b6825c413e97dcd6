/* SPDX-License-Identifier: BSD-2-Clause */
/* steps.c -- which filters the options ask for, checked before any is run. */
#include <stdlib.h>
#include <string.h>

#include "filter/filter.h"

/* Each is the filter of the same name. */
static const char *const cuts[] = { "full", "heap" };

/* The letters of procdump and its like: -ma, -mh. */
static const struct {
	const char	*letters, *cut;
} habits[] = {
	{ "a", "full" }, { "h", "heap" },
};

const char *
cut_name(size_t i)
{
	return i < sizeof cuts / sizeof *cuts ? cuts[i] : NULL;
}

static const char *
cut_names(const void *ctx, size_t i)
{
	(void)ctx;
	return cut_name(i);
}

static const char *
filter_names(const void *ctx, size_t i)
{
	(void)ctx;
	return dump_filter_name(i);
}

static const char *
class_names(const void *ctx, size_t i)
{
	(void)ctx;
	return dump_class_name((unsigned)i);
}

/* Adds FILTER with the option KEY (NULL: it is OPTIONS already); OPTION is
 * what to blame, NAMES the words that it takes. */
static int
add(struct steps *s, const char *filter, const char *key,
    const char *options, const char *option, cli_names_fn *names)
{
	size_t len = options == NULL ? 0 : strlen(options) + 16;
	struct step *v;
	struct dump_err err;
	const char *near = NULL;
	char hint[128];

	if (s->n == s->cap) {
		s->cap = 2 * s->cap + 4;
		if ((v = realloc(s->v, s->cap * sizeof *v)) == NULL)
			return cli_say(CLI_FAILED, "out of memory");
		s->v = v;
	}
	v = &s->v[s->n++];
	v->filter = strdup(filter);
	v->options = len == 0 ? NULL : malloc(len);
	if (v->filter == NULL || (len != 0 && v->options == NULL))
		return cli_say(CLI_FAILED, "out of memory");
	if (len != 0)
		snprintf(v->options, len, "%s%s%s", key != NULL ? key : "",
		    key != NULL ? "=" : "", options);
	if (dump_filter_check(v->filter, v->options, &err) == 0)
		return CLI_OK;
	if (err.code == DUMP_E_NOMEM)
		return cli_say(CLI_FAILED, "%s", err.msg);
	if (cli_find(key != NULL ? options : filter, names, NULL, &near) >= 0)
		near = NULL;
	return cli_usage("%s: %s%s  (--list=%s)", option, err.msg,
	    cli_hint(hint, sizeof hint, "", near),
	    key != NULL ? "classes" : "filters");
}

static int
add_cut(struct steps *s, const char *word)
{
	char hint[128];
	const char *near;
	int i = cli_find(word, cut_names, NULL, &near);

	if (i < 0)
		return cli_usage("--type: unknown type \"%s\"%s"
		    "  (--list=types)", word,
		    cli_hint(hint, sizeof hint, "", near));
	if (s->cut == cuts[i])
		return CLI_OK;
	if (s->cut != NULL)
		return cli_usage("%s and %s: one cut at a time", s->cut,
		    cuts[i]);
	s->cut = cuts[i];
	s->changes = true;
	return add(s, s->cut, NULL, NULL, "--type", cut_names);
}

static int
add_habit(struct steps *s, const char *letters)
{
	size_t i;

	for (i = 0; i < sizeof habits / sizeof *habits; i++)
		if (strcmp(letters, habits[i].letters) == 0)
			return add_cut(s, habits[i].cut);
	return cli_usage("unknown option -m%s", letters);
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
	status = add(s, name, NULL,
	    comma != NULL && comma[1] != '\0' ? comma + 1 : NULL, "--filter",
	    filter_names);
	free(name);
	return status;
}

int
steps_of(struct steps *s, const struct opts *o)
{
	size_t i;
	int status = CLI_OK;

	for (i = 0; status == CLI_OK && i < o->cuts.n; i++)
		status = add_cut(s, o->cuts.v[i]);
	for (i = 0; status == CLI_OK && i < o->habits.n; i++)
		status = add_habit(s, o->habits.v[i]);
	if (status == CLI_OK && o->strip)
		status = add(s, "strip-inaccessible", NULL, NULL,
		    "--strip-inaccessible", filter_names);
	for (i = 0; status == CLI_OK && i < o->keep.n; i++)
		status = add(s, "keep", "what", o->keep.v[i], "--keep",
		    class_names);
	for (i = 0; status == CLI_OK && i < o->drop.n; i++)
		status = add(s, "drop", "what", o->drop.v[i], "--drop",
		    class_names);
	for (i = 0; status == CLI_OK && i < o->filters.n; i++)
		status = add_filter(s, o->filters.v[i]);
	s->changes = s->changes || o->strip || o->drop.n > 0;
	return status;
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
}
