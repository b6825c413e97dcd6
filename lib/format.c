/* SPDX-License-Identifier: BSD-2-Clause */
/* format.c -- finds the format that recognises a source, and reads it. */
#include "config.h"

#include "base/err.h"
#include "base/text.h"
#include "convert/carried.h"
#include "format.h"
#include "model/names.h"
#include "process/classify.h"
#include "strangers.h"

#define X(id) extern const struct dump_format dump_format_##id;
DUMP_FORMATS(X)
#undef X

static const struct dump_format *const formats[] = {
#define X(id) &dump_format_##id,
	DUMP_FORMATS(X)
#undef X
};

enum { HEAD = 512 };

/* Whose first bytes these are, or NULL. */
static const struct dump_format *
format_of(const uint8_t *head, size_t len)
{
	const struct dump_format *found = NULL;
	int bits, best = 0;
	size_t i;

	for (i = 0; i < sizeof formats / sizeof *formats; i++)
		if ((bits = formats[i]->probe(head, len)) > best) {
			best = bits;
			found = formats[i];
		}
	return found;
}

bool
format_recognises(const uint8_t *head, size_t len)
{
	return format_of(head, len) != NULL;
}

int
format_find(const struct dump_format **out, struct dump_source *src,
    struct dump_err *err)
{
	uint8_t head[HEAD];
	const char *what;
	size_t len;

	*out = NULL;
	if (source_read_some(src, 0, head, sizeof head, &len, err) == -1)
		return -1;
	if ((*out = format_of(head, len)) != NULL)
		return 0;
	what = stranger(head, len);
	return dump_fail(err, DUMP_E_UNKNOWN, DUMP_NOWHERE, "%s",
	    what != NULL ? what : "not a dump of a format that is known here");
}

/* Other names for formats. */
static const struct {
	const char	*name, *id;
} aliases[] = {
	{ "core", "elf" }, { "mdmp", "minidump" }, { "dmp", "minidump" },
};

int
format_named(const struct dump_format **out, const char *name,
    struct dump_err *err)
{
	size_t i;

	for (i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (text_same_name(name, aliases[i].name))
			name = aliases[i].id;
	for (i = 0; i < sizeof formats / sizeof *formats; i++)
		if (text_same_name(name, formats[i]->id)) {
			*out = formats[i];
			return 0;
		}
	return dump_fail(err, DUMP_E_ARG, DUMP_NOWHERE,
	    "unknown format \"%s\": elf or minidump", name);
}

int
dump_format_check(const char *format, struct dump_err *err)
{
	const struct dump_format *found;

	return format_named(&found, format, err);
}

/* Facts that follow from the model, so that no reader repeats them. */
static void
complete_facts(struct dump_model *m)
{
	struct dump_facts *f = &m->facts;

	f->format = m->format->title;
	f->format_id = m->format->id;
	f->machine = machine_name(m->machine);
	f->os = os_name(m->os);
	f->bits = m->word * 8;
	f->page = m->page;
	if (f->producer == NULL)
		f->producer = writer_name(m->writer);
}

int
dump_model_read(struct dump_model **out, struct dump_source *src,
    struct dump_err *err)
{
	const struct dump_format *format;
	struct dump_model *m;
	uint64_t size;

	*out = NULL;
	if (format_find(&format, src, err) == -1 || model_new(&m, err) == -1)
		return -1;
	m->format = format;
	if (format->read(m, src, err) == -1 ||
	    carried_read(&m, src, format_of, err) == -1 ||
	    model_settle(m, err) == -1)
		goto fail;
	size = dump_source_size(src);
	if (size != DUMP_NOWHERE && model_clip(m, size, err) == -1)
		goto fail;
	complete_facts(m);
	if (dump_source_flaw(src) != NULL)
		dump_model_warn(m, true, DUMP_NOWHERE, "%s",
		    dump_source_flaw(src));
	model_end(m, size);
	if (classify(m, err) == -1)
		goto fail;
	*out = m;
	return 0;
fail:
	dump_model_free(m);
	return -1;
}
