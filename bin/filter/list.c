/* SPDX-License-Identifier: BSD-2-Clause */
/* list.c -- the names that options take, with a line each. */
#include <string.h>

#include "cli_json.h"
#include "filter/filter.h"

struct entry {
	const char	*name, *summary;
	uint64_t	 mask;		/* of a flag, or 0 */
};

/* Each fills *OUT with entry I, or says false past the last. */
static bool
filter_entry(struct entry *out, size_t i)
{
	out->name = dump_filter_name(i);
	out->summary = dump_filter_summary(i);
	return out->name != NULL;
}

static bool
class_entry(struct entry *out, size_t i)
{
	out->name = dump_class_name((unsigned)i);
	out->summary = dump_class_summary((unsigned)i);
	return out->name != NULL;
}

static bool
type_entry(struct entry *out, size_t i)
{
	uint64_t mask = dump_preset_mask(i);

	out->name = dump_preset_name(i);
	out->summary = dump_preset_summary(i);
	out->mask = mask == DUMP_NOWHERE ? 0 : mask;
	return out->name != NULL;
}

static bool
record_entry(struct entry *out, size_t i)
{
	out->name = dump_record_group(i);
	out->summary = dump_record_group_summary(i);
	return out->name != NULL;
}

static bool
flag_entry(struct entry *out, size_t i)
{
	out->name = dump_type_name((unsigned)i);
	out->summary = dump_type_summary((unsigned)i);
	out->mask = UINT64_C(1) << (i & 63);
	return out->name != NULL;
}

/* Read before they are listed. */
static struct limits *limits;

static bool
limit_entry(struct entry *out, size_t i)
{
	out->name = limits_name(limits, i);
	out->summary = out->name != NULL ? limits_summary(limits, i) : NULL;
	return out->name != NULL;
}

static const struct topic {
	const char	*name;
	bool		(*entry)(struct entry *out, size_t i);
	bool		 masks;		/* each has one */
} topics[] = {
	{ "filters", filter_entry, false },
	{ "types", type_entry, false },
	{ "classes", class_entry, false },
	{ "flags", flag_entry, true },
	{ "records", record_entry, false },
	{ "limits", limit_entry, false },
};
enum { TOPICS = sizeof topics / sizeof *topics };

static const char *
topic_names(const void *ctx, size_t i)
{
	(void)ctx;
	return i < TOPICS ? topics[i].name : NULL;
}

/* The names one below the other, however long the longest is. */
static int
list_text(const struct topic *t, FILE *out)
{
	struct entry e = { 0 };
	size_t i, width = 0;

	for (i = 0; t->entry(&e, i); i++)
		if (strlen(e.name) > width)
			width = strlen(e.name);
	for (i = 0; t->entry(&e, i); i++) {
		if (t->masks)
			fprintf(out, "0x%08" PRIx64 "  ", e.mask);
		fprintf(out, "%-*s  %s\n", (int)width, e.name,
		    e.summary != NULL ? e.summary : "");
	}
	return CLI_OK;
}

static int
list_json(const struct topic *t, bool pretty, FILE *out)
{
	json_t *doc = json_object(), *entries = json_array(), *one;
	struct entry e = { 0 };
	size_t i;

	json_object_set_new(doc, "schema", json_string("dumpfilter/1"));
	json_object_set_new(doc, "list", json_string(t->name));
	for (i = 0; t->entry(&e, i); i++) {
		one = json_object();
		json_object_set_new(one, "name", cli_json_text(e.name));
		json_object_set_new(one, "summary", cli_json_text(e.summary));
		if (e.mask != 0)
			json_object_set_new(one, "mask",
			    cli_json_mask(e.mask));
		json_array_append_new(entries, one);
	}
	json_object_set_new(doc, "entries", entries);
	return cli_json_print(doc, pretty, out) ? CLI_OK :
	    cli_say(CLI_FAILED, "out of memory");
}

struct request {
	const struct topic *topic;
	const char	*json;		/* or NULL */
};

static int
print(void *ctx, FILE *out, bool *worth)
{
	const struct request *r = ctx;

	(void)worth;
	return r->json == NULL ? list_text(r->topic, out) :
	    list_json(r->topic, strcmp(r->json, "pretty") == 0, out);
}

int
list(const struct opts *o)
{
	struct request r = { NULL, o->json };
	char hint[64];
	const char *near;
	int i = dump_find_name(o->list, topic_names, NULL, &near), status;

	if (i < 0)
		return cli_usage("--list: unknown list \"%s\"%s  "
		    "(filters types classes flags records limits)", o->list,
		    cli_hint(hint, sizeof hint, "", near));
	r.topic = &topics[i];
	if (r.topic->entry == limit_entry &&
	    (status = limits_read(&limits)) != CLI_OK)
		return status;
	status = cli_report(&o->common, print, &r);
	limits_free(limits);
	return status;
}
