/* SPDX-License-Identifier: BSD-2-Clause */
/* choose.c -- which member of an archive is meant. */
#include <sys/stat.h>
#include <stdio.h>
#include <string.h>

#include "base/err.h"
#include "base/text.h"
#include "codec/choose.h"
#include "codec/codec.h"
#include "io/source.h"

enum {
	HEAD = 512,		/* what shows whether bytes are wanted */
	NAMES = 160		/* bytes of names in a message */
};

/* Members that could be meant. */
struct found {
	size_t		 n, first;
	char		 names[NAMES];
	size_t		 len;		/* of these */
	bool		 full;
};

struct chooser {
	const struct archive_ops *ops;
	void		*archive;
	unwrap_wanted	*wanted;
	unsigned	 layers;
};

enum kind { OTHER, ARCHIVE, WANTED };

static void
add(struct found *f, size_t i, const char *name)
{
	char text[NAMES];
	size_t len;

	if (f->n++ == 0)
		f->first = i;
	text_escape(text, sizeof text, name);
	len = strlen(text);
	/* Room for a comma and three dots. */
	if (f->full || f->len + len + sizeof ", ..." + 2 > NAMES) {
		if (!f->full)
			strcpy(f->names + f->len, f->n > 1 ? ", ..." : "...");
		f->full = true;
		return;
	}
	f->len += (size_t)snprintf(f->names + f->len, NAMES - f->len, "%s%s",
	    f->n > 1 ? ", " : "", text);
}

/* Undoes what compresses *SRC.  *KIND: what is in it. */
static int
look_into(enum kind *kind, struct dump_source **src, const struct chooser *c,
    struct dump_err *err)
{
	static const struct dump_opening one = { .threads = 1 };
	const struct dump_codec *codec;
	uint8_t head[HEAD];
	unsigned layers;
	size_t len;

	for (layers = c->layers; ; layers--) {
		if (source_read_some(*src, 0, head, sizeof head, &len, err) ==
		    -1)
			return -1;
		*kind = c->wanted(head, len) ? WANTED : OTHER;
		if (*kind == WANTED || layers == 0 ||
		    (codec = codec_of(head, len)) == NULL)
			return 0;
		if (codec->archive != NULL) {
			*kind = ARCHIVE;
			return 0;
		}
		if (codec->open(src, *src, &one, err) == -1)
			return -1;
	}
}

static int
look_at(enum kind *kind, const struct chooser *c, size_t i,
    struct dump_err *err)
{
	struct dump_source *src;
	int rc;

	*kind = OTHER;
	if (c->ops->open(&src, c->archive, i, false, err) == -1)
		return -1;
	rc = look_into(kind, &src, c, err);
	dump_source_close(src);
	return rc;
}

static bool
is_file(const struct dump_member *m)
{
	return S_ISREG(m->mode) && m->size > 0;
}

/* By what is in them, of several files. */
static int
by_content(size_t *out, const struct chooser *c, const struct found *files,
    struct dump_err *err)
{
	struct found dumps = { 0 }, archives = { 0 };
	const struct dump_member *m;
	struct dump_err why;
	bool unread = false;
	enum kind kind;
	size_t i, n = c->ops->members(c->archive);

	for (i = 0; i < n; i++) {
		m = c->ops->member(c->archive, i);
		if (!is_file(m))
			continue;
		if (look_at(&kind, c, i, &why) == -1 && !unread) {
			*err = why;
			unread = true;
		}
		if (kind == WANTED)
			add(&dumps, i, m->name);
		else if (kind == ARCHIVE)
			add(&archives, i, m->name);
	}
	if (dumps.n > 1)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "holds %zu"
		    " dumps, choose with --member: %s", dumps.n, dumps.names);
	*out = dumps.n == 1 ? dumps.first : archives.first;
	if (dumps.n == 1 || archives.n == 1)
		return 0;
	/* It may be what could not be read. */
	if (unread)
		return -1;
	return dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE,
	    "holds %zu files, and none is a dump: %s", files->n,
	    files->names);
}

/* Is it called NAME, or does it end in that behind a slash? */
static bool
is_called(const char *whole, const char *name)
{
	size_t n = strlen(whole), len = strlen(name);

	return n > len && whole[n - len - 1] == '/' &&
	    strcmp(whole + n - len, name) == 0;
}

static int
by_name(size_t *out, const struct chooser *c, const char *name,
    struct dump_err *err)
{
	struct found exact = { 0 }, ends = { 0 }, all = { 0 }, *f;
	const struct dump_member *m;
	size_t i, n = c->ops->members(c->archive);

	for (i = 0; i < n; i++) {
		m = c->ops->member(c->archive, i);
		if (!S_ISREG(m->mode))
			continue;
		add(&all, i, m->name);
		if (strcmp(m->name, name) == 0)
			add(&exact, i, m->name);
		else if (is_called(m->name, name))
			add(&ends, i, m->name);
	}
	f = exact.n > 0 ? &exact : &ends;
	*out = f->first;
	if (f->n == 1)
		return 0;
	if (f->n > 1)
		return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE, "holds %zu"
		    " files that --member could mean: %s", f->n, f->names);
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "--member: no such file in the archive; there are: %s",
	    all.names);
}

static bool
anything(const uint8_t *head, size_t len)
{
	(void)head;
	(void)len;
	return true;
}

static int
choose(size_t *out, const struct chooser *c, const char *name,
    struct dump_err *err)
{
	struct found files = { 0 };
	const struct dump_member *m;
	size_t i, n = c->ops->members(c->archive);

	if (name != NULL)
		return by_name(out, c, name, err);
	for (i = 0; i < n; i++) {
		m = c->ops->member(c->archive, i);
		if (is_file(m))
			add(&files, i, m->name);
	}
	*out = files.first;
	if (files.n == 1)
		return 0;
	if (files.n == 0)
		return dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE,
		    "an archive that holds no file with anything in it");
	return by_content(out, c, &files, err);
}

int
choose_open(struct dump_source **out, struct dump_source *inner,
    const struct archive_ops *ops, const char *name, unwrap_wanted *wanted,
    unsigned layers, struct dump_err *err)
{
	struct chooser c = { .ops = ops, .layers = layers,
	    .wanted = wanted != NULL ? wanted : anything };
	size_t i;

	*out = NULL;
	if (ops->read(&c.archive, inner, err) == 0) {
		if (choose(&i, &c, name, err) == 0)
			return ops->open(out, c.archive, i, true, err);
		ops->close(c.archive);
		err->path = source_name(inner);
	}
	dump_source_close(inner);
	return -1;
}
