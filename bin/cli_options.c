/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_options.c -- reads a command line by the tables of its program. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

/* In every program, behind its own. */
static const struct cli_opt common[] = {
	{ 'o', "output", "FILE", CLI_STR, offsetof(struct cli_common, output),
	    "write FILE, whole or not at all (standard output)", NULL },
	{ 'c', "stdout", NULL, CLI_FIXED | CLI_RARE,
	    offsetof(struct cli_common, output),
	    "write to standard output", "-" },
	{ 'f', "force", NULL, CLI_FLAG, offsetof(struct cli_common, force),
	    "replace FILE, which may be the input itself", NULL },
	{ 0, "member", "NAME", CLI_STR | CLI_RARE, offsetof(struct cli_common, member),
	    "take this file of an archive that holds several", NULL },
	{ 0, "sync", NULL, CLI_FLAG | CLI_RARE,
	    offsetof(struct cli_common, sync),
	    "have FILE on the disk before it gets its name", NULL },
	{ 'v', "verbose", NULL, CLI_COUNT,
	    offsetof(struct cli_common, verbose),
	    "say what was done, and all warnings", NULL },
	{ 'q', "quiet", NULL, CLI_FLAG, offsetof(struct cli_common, quiet),
	    "no warnings, no progress", NULL },
	{ 0, "progress", NULL, CLI_ON | CLI_RARE,
	    offsetof(struct cli_common, progress),
	    "say how far it is, at once and not only to a terminal", NULL },
	{ 0, "no-progress", NULL, CLI_OFF | CLI_RARE,
	    offsetof(struct cli_common, progress), "never do so", NULL },
	{ 0, "spool-limit", "SIZE", CLI_SIZE | CLI_RARE,
	    offsetof(struct cli_common, spool_limit),
	    "spool no more of a pipe than SIZE (half of what is free)", NULL },
	{ 0, "no-spool", NULL, CLI_FLAG | CLI_RARE,
	    offsetof(struct cli_common, no_spool),
	    "fail where a pipe would have to be spooled", NULL },
	{ 0, "max-metadata", "SIZE", CLI_SIZE | CLI_RARE,
	    offsetof(struct cli_common, max_metadata),
	    "hold no more records of a pipe than SIZE (256M)", NULL },
	{ 'h', "help", NULL, CLI_HELP, 0, "show this", NULL },
	{ 'V', "version", NULL, CLI_VERSION, 0, "show the version", NULL },
	CLI_LAST
};

enum { SPELLED = 64 };

struct parse {
	const struct cli_program *prog;
	char		**next, **end;	/* arguments to come */
	void		*opts;
	char		*mistake;
	size_t		 size;
	enum cli_wish	 wish;
};

const struct cli_opt *
cli_option(const struct cli_program *prog, size_t i)
{
	const struct cli_opt *o;

	for (o = prog->options; o->kind != CLI_END; o++)
		if (i-- == 0)
			return o;
	return common[i].kind == CLI_END ? NULL : &common[i];
}

/* Remembers the first mistake; help may still be asked for. */
static void __attribute__((format(printf, 2, 3)))
mistake(struct parse *p, const char *fmt, ...)
{
	va_list ap;

	if (p->wish != CLI_RUN)
		return;
	p->wish = CLI_WRONG;
	va_start(ap, fmt);
	vsnprintf(p->mistake, p->size, fmt, ap);
	va_end(ap);
}

const char *
cli_hint(char *buf, size_t size, const char *dashes, const char *near)
{
	buf[0] = '\0';
	if (near != NULL)
		snprintf(buf, size, "; did you mean %s%s?", dashes, near);
	return buf;
}

/* How OPT is spelled where it was given: "-o" or "--output". */
static const char *
spelled(char buf[SPELLED], const struct cli_opt *opt, bool letter)
{
	if (letter)
		snprintf(buf, SPELLED, "-%c", opt->letter);
	else
		snprintf(buf, SPELLED, "--%s", opt->name);
	return buf;
}

static void
append(struct parse *p, struct cli_list *l, const char *value)
{
	const char **v;
	size_t cap;

	if (l->n == l->cap) {
		cap = 2 * l->cap + 4;
		if ((v = realloc(l->v, cap * sizeof *v)) == NULL) {
			mistake(p, "out of memory");
			return;
		}
		l->v = v;
		l->cap = cap;
	}
	l->v[l->n++] = value;
}

/* Options may be repeated and their order never matters, so no two of them
 * may want different things of one field. */
static void
set_text(struct parse *p, const char **field, const char *value,
    const char *name)
{
	if (*field != NULL && strcmp(*field, value) != 0)
		mistake(p, "%s: contradicts the \"%s\" given as well", name,
		    *field);
	*field = value;
}

static void
set_switch(struct parse *p, int *field, int value, const char *name)
{
	if (*field == -value)
		mistake(p, "%s: contradicts its opposite", name);
	*field = value;
}

static void
set_size(struct parse *p, uint64_t *field, const char *value,
    const char *name)
{
	uint64_t n;

	if (!dump_parse_size(&n, value))
		mistake(p, "%s: \"%s\" is no size (4096, 64K, 1.5G ...)",
		    name, value);
	else if (*field != DUMP_NOWHERE && *field != n)
		mistake(p, "%s: given twice", name);
	else
		*field = n;
}

static void
set_number(struct parse *p, int *field, const char *value, const char *name)
{
	enum { MOST = 9999 };
	const char *d;
	int n = 0;

	for (d = value; *d >= '0' && *d <= '9' && n <= MOST; d++)
		n = n * 10 + (*d - '0');
	if (*d != '\0' || n > MOST)
		mistake(p, "%s: \"%s\" is no number from 0 to %d", name,
		    value, MOST);
	else if (*field != 0 && *field != n)
		mistake(p, "%s: contradicts the %d given as well", name,
		    *field);
	else
		*field = n;
}

/* Splits VALUE, an argument, in place. */
static void
append_split(struct parse *p, struct cli_list *l, char *value)
{
	char *comma;

	for (; value != NULL; value = comma) {
		if ((comma = strchr(value, ',')) != NULL)
			*comma++ = '\0';
		if (*value != '\0')
			append(p, l, value);
	}
}

static bool
takes_value(const struct cli_opt *opt)
{
	switch (opt->kind & CLI_KIND) {
	case CLI_STR: case CLI_SIZE: case CLI_NUMBER: case CLI_LIST:
	case CLI_MANY:
		return true;
	default:
		return false;
	}
}

/* VALUE is NULL where the option takes or has none. */
static void
apply(struct parse *p, const struct cli_opt *opt, char *value,
    const char *name)
{
	void *field = (char *)p->opts + opt->offset;

	switch (opt->kind & CLI_KIND) {
	case CLI_FLAG:
		*(bool *)field = true;
		break;
	case CLI_COUNT:
		++*(int *)field;
		break;
	case CLI_ON:
		set_switch(p, field, 1, name);
		break;
	case CLI_OFF:
		set_switch(p, field, -1, name);
		break;
	case CLI_STR:
		set_text(p, field, value, name);
		break;
	case CLI_MAYBE:
		set_text(p, field, value != NULL ? value : opt->fixed, name);
		break;
	case CLI_FIXED:
		set_text(p, field, opt->fixed, name);
		break;
	case CLI_SIZE:
		set_size(p, field, value, name);
		break;
	case CLI_NUMBER:
	case CLI_DIGITS:
		set_number(p, field, value, name);
		break;
	case CLI_LIST:
		append_split(p, field, value);
		break;
	case CLI_MANY:
		append(p, field, value);
		break;
	case CLI_MEMBER:
		append(p, field, opt->fixed);
		break;
	case CLI_HELP:
		p->wish = CLI_SHOW_HELP;
		break;
	case CLI_VERSION:
		p->wish = CLI_SHOW_VERSION;
		break;
	}
}

/* The value of OPT: what stands behind '=' or the letter, or the next
 * argument. */
static void
take(struct parse *p, const struct cli_opt *opt, char *value, bool letter)
{
	char name[SPELLED];

	spelled(name, opt, letter);
	if (takes_value(opt) && value == NULL && p->next != p->end)
		value = *p->next++;
	if (takes_value(opt) && (value == NULL || *value == '\0'))
		mistake(p, "%s needs a value: %s%s%s", name, name,
		    letter ? " " : "=", opt->value);
	else
		apply(p, opt, value, name);
}

/* Rows without a long name are passed over. */
static const char *
long_name(const void *ctx, size_t i)
{
	const struct cli_opt *opt;
	size_t row;

	for (row = 0; (opt = cli_option(ctx, row)) != NULL; row++)
		if (opt->name != NULL && i-- == 0)
			return opt->name;
	return NULL;
}

static const struct cli_opt *
find_long(const struct cli_program *prog, const char *name, size_t len)
{
	const struct cli_opt *opt;
	size_t i;

	for (i = 0; (opt = cli_option(prog, i)) != NULL; i++)
		if (opt->name != NULL && strlen(opt->name) == len &&
		    memcmp(opt->name, name, len) == 0)
			break;
	return opt;
}

static const struct cli_opt *
find_letter(const struct cli_program *prog, char letter)
{
	const struct cli_opt *opt;
	size_t i;

	for (i = 0; (opt = cli_option(prog, i)) != NULL; i++)
		if (opt->letter == letter)
			break;
	return opt;
}

/* ARG is what follows "--". */
static void
read_long(struct parse *p, char *arg)
{
	const struct cli_opt *opt;
	const char *near;
	char hint[96], *equals = strchr(arg, '=');
	size_t len = equals != NULL ? (size_t)(equals - arg) : strlen(arg);
	unsigned kind;

	opt = find_long(p->prog, arg, len);
	if (opt == NULL) {
		arg[len] = '\0';
		dump_find_name(arg, long_name, p->prog, &near);
		mistake(p, "unknown option --%s%s", arg,
		    cli_hint(hint, sizeof hint, "--", near));
		return;
	}
	kind = opt->kind & CLI_KIND;
	if (equals != NULL && !takes_value(opt) && kind != CLI_MAYBE)
		mistake(p, "--%s takes no value", opt->name);
	else
		take(p, opt, equals != NULL ? equals + 1 : NULL, false);
}

/* ARG begins with the digits of -9 or -19: returns what follows them, or
 * NULL where the program has no such option. */
static char *
read_digits(struct parse *p, char *arg)
{
	const struct cli_opt *opt;
	size_t i, n = strspn(arg, "0123456789");
	char digits[SPELLED], name[SPELLED + 1];

	for (i = 0; (opt = cli_option(p->prog, i)) != NULL; i++)
		if ((opt->kind & CLI_KIND) == CLI_DIGITS)
			break;
	if (opt == NULL || strspn(arg, "0") == n)
		return NULL;
	snprintf(digits, sizeof digits, "%.*s", (int)n, arg);
	snprintf(name, sizeof name, "-%s", digits);
	apply(p, opt, digits, name);
	return arg + n;
}

/* ARG is what follows "-": letters, and perhaps the value of the last. */
static void
read_letters(struct parse *p, char *arg)
{
	const struct cli_opt *opt;
	char *rest;

	/* "-heap" would be taken for -h and so on. */
	if (arg[1] != '\0' && find_long(p->prog, arg, strlen(arg)) != NULL) {
		mistake(p, "unknown option -%s; did you mean --%s?", arg, arg);
		return;
	}
	for (; *arg != '\0'; arg++) {
		if (*arg >= '0' && *arg <= '9' &&
		    (rest = read_digits(p, arg)) != NULL) {
			arg = rest - 1;
			continue;
		}
		if ((opt = find_letter(p->prog, *arg)) == NULL) {
			mistake(p, "unknown option -%c", *arg);
			return;
		}
		if (takes_value(opt)) {
			take(p, opt, arg[1] != '\0' ? arg + 1 : NULL, true);
			return;
		}
		take(p, opt, NULL, true);
	}
}

static void
operand(struct parse *p, const char *path)
{
	struct cli_common *c = p->opts;

	if (c->files.n == 1 && !p->prog->many)
		mistake(p, "one dump at a time: %s and %s", c->files.v[0],
		    path);
	else if (*path == '\0')
		mistake(p, "a file name is empty");
	else
		append(p, &c->files, path);
}

static void
read_arguments(struct parse *p)
{
	bool options = true;
	char *arg;

	while (p->next != p->end) {
		arg = *p->next++;
		if (!options || arg[0] != '-' || arg[1] == '\0')
			operand(p, arg);
		else if (arg[1] != '-')
			read_letters(p, arg + 1);
		else if (arg[2] != '\0')
			read_long(p, arg + 2);
		else
			options = false;
	}
}

/* Sizes that were not given; zero is one. */
static void
no_sizes(const struct cli_program *prog, void *opts)
{
	const struct cli_opt *opt;
	uint64_t *field;
	size_t i;

	for (i = 0; (opt = cli_option(prog, i)) != NULL; i++)
		if ((opt->kind & CLI_KIND) == CLI_SIZE) {
			field = (void *)((char *)opts + opt->offset);
			*field = DUMP_NOWHERE;
		}
}

enum cli_wish
cli_parse(const struct cli_program *prog, int argc, char **argv, void *opts,
    char *text, size_t size)
{
	struct cli_common *c = opts;
	struct parse p = {
		.prog = prog, .next = argv, .end = argv + argc,
		.opts = opts, .mistake = text, .size = size,
		.wish = CLI_RUN
	};

	no_sizes(prog, opts);
	text[0] = '\0';
	if (argc > 0)
		p.next++;
	read_arguments(&p);
	if (c->files.n == 0)
		append(&p, &c->files, "-");
	return p.wish;
}

void
cli_free(const struct cli_program *prog, void *opts)
{
	const struct cli_opt *opt;
	struct cli_common *c = opts;
	struct cli_list *l;
	size_t i;

	for (i = 0; (opt = cli_option(prog, i)) != NULL; i++)
		switch (opt->kind & CLI_KIND) {
		case CLI_LIST: case CLI_MANY: case CLI_MEMBER:
			l = (void *)((char *)opts + opt->offset);
			free(l->v);
			*l = (struct cli_list){ 0 };
		}
	free(c->files.v);
	c->files = (struct cli_list){ 0 };
}
