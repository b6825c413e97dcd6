/* SPDX-License-Identifier: BSD-2-Clause */
/* filter.c -- finds filters by name and reads their options. */
#include "config.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "filter.h"

#define X(id) extern const struct dump_filter dump_filter_##id;
DUMP_FILTERS(X)
#undef X

static const struct dump_filter *const filters[] = {
#define X(id) &dump_filter_##id,
	DUMP_FILTERS(X)
#undef X
};

enum { FILTERS = sizeof filters / sizeof *filters };

const char *
dump_filter_name(size_t i)
{
	return i < FILTERS ? filters[i]->name : NULL;
}

const char *
dump_filter_summary(size_t i)
{
	return i < FILTERS ? filters[i]->summary : NULL;
}

const struct dump_opt *
dump_filter_opts(size_t i)
{
	return i < FILTERS ? filters[i]->opts : NULL;
}

int
filter_find(const struct dump_filter **out, const char *name,
    struct dump_err *err)
{
	size_t i;

	*out = NULL;
	for (i = 0; i < FILTERS; i++)
		if (text_same_name(name, filters[i]->name)) {
			*out = filters[i];
			return 0;
		}
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "unknown filter \"%s\"", name);
}

static bool
parse_u64(const char *text, uint64_t *out)
{
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	*out = strtoull(text, &end, 0);
	return errno == 0 && *end == '\0';
}

/* Stores VALUE (NULL: the key stood alone) where OPT wants it. */
static int
set_option(const struct dump_filter *f, const struct dump_opt *opt,
    void *state, const char *value, struct dump_err *err)
{
	char *field = (char *)state + opt->offset, *copy;
	uint64_t n = 0;

	if (opt->kind == DUMP_OPT_FLAG) {
		if (value != NULL)
			return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
			    "%s: %s takes no value", f->name, opt->name);
		*(bool *)(void *)field = true;
		return 0;
	}
	if (value == NULL || *value == '\0')
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: %s needs a value", f->name, opt->name);
	if (opt->kind == DUMP_OPT_TEXT) {
		if ((copy = strdup(value)) == NULL)
			return dump_fail_nomem(err);
		free(*(char **)(void *)field);
		*(char **)(void *)field = copy;
		return 0;
	}
	if (opt->kind == DUMP_OPT_SIZE ? !dump_parse_size(&n, value) :
	    !parse_u64(value, &n))
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
		    "%s: %s=%s: not a %s", f->name, opt->name, value,
		    opt->kind == DUMP_OPT_SIZE ? "size" : "number");
	*(uint64_t *)(void *)field = n;
	return 0;
}

static int
read_option(const struct dump_filter *f, void *state, char *text,
    struct dump_err *err)
{
	const struct dump_opt *opt;
	char *value;

	if ((value = strchr(text, '=')) != NULL)
		*value++ = '\0';
	for (opt = f->opts; opt != NULL && opt->kind != DUMP_OPT_END; opt++)
		if (text_same_name(text, opt->name))
			return set_option(f, opt, state, value, err);
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "%s: unknown key \"%s\"", f->name, text);
}

int
filter_state_new(void **state, const struct dump_filter *f,
    const char *options, struct dump_err *err)
{
	char *text = NULL, *rest, *one;
	int rc = 0;

	if ((*state = calloc(1, f->state_size + 1)) == NULL)
		return dump_fail_nomem(err);
	if (f->start != NULL)
		f->start(*state);
	if (options != NULL && (text = strdup(options)) == NULL)
		rc = dump_fail_nomem(err);
	for (rest = text; rc == 0 && rest != NULL;) {
		one = strsep(&rest, ",");
		if (*one != '\0')
			rc = read_option(f, *state, one, err);
	}
	if (rc == 0 && f->ready != NULL)
		rc = f->ready(*state, err);
	free(text);
	if (rc == -1) {
		filter_state_free(f, *state);
		*state = NULL;
	}
	return rc;
}

void
filter_state_free(const struct dump_filter *f, void *state)
{
	const struct dump_opt *opt;

	if (state == NULL)
		return;
	if (f->done != NULL)
		f->done(state);
	for (opt = f->opts; opt != NULL && opt->kind != DUMP_OPT_END; opt++)
		if (opt->kind == DUMP_OPT_TEXT)
			free(*(char **)(void *)((char *)state + opt->offset));
	free(state);
}

int
dump_filter_check(const char *name, const char *options,
    struct dump_err *err)
{
	const struct dump_filter *f;
	void *state;

	if (filter_find(&f, name, err) == -1 ||
	    filter_state_new(&state, f, options, err) == -1)
		return -1;
	filter_state_free(f, state);
	return 0;
}
