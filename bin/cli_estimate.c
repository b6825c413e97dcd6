/* SPDX-License-Identifier: BSD-2-Clause */
/* cli_estimate.c -- what every cut would write, for people and programs. */
#include <string.h>

#include "cli.h"
#include "cli_estimate.h"
#include "cli_json.h"
#include "cli_packing.h"

/* Codecs that compress a stream, by number; others have a name that no
 * option is. */
static const char *
codec_names(const void *ctx, size_t i)
{
	const char *name = dump_codec_name(i);

	(void)ctx;
	return name != NULL && dump_codec_archives(i) ? "" : name;
}

int
cli_estimate_packing(struct dump_packing *how, const char *codec,
    const struct cli_pack *pack)
{
	struct cli_pack both = { NULL, 0, 0 };
	char hint[64];
	const char *near;
	int i;

	if (pack != NULL)
		both = *pack;
	if (*codec != '\0') {
		i = dump_find_name(codec, codec_names, NULL, &near);
		if (i == -1)
			return cli_usage("--estimate: \"%s\" is no codec that "
			    "is estimated%s", codec, cli_hint(hint,
			    sizeof hint, "", near));
		codec = dump_codec_name((size_t)i);
		if (both.codec != NULL && strcmp(both.codec, codec) != 0)
			return cli_usage("--estimate=%s and --%s: one codec "
			    "at a time", codec, both.codec);
		both.codec = codec;
	}
	/* A file in an archive is as large as without, but for its name. */
	if (both.codec != NULL && strcmp(both.codec, "zip") == 0)
		return cli_usage("--estimate: zip is not estimated; gzip is "
		    "as large");
	return cli_packing(how, &both, NULL);
}

static int
usual_level(const char *codec)
{
	int least, most, usual = 0;
	size_t i;

	for (i = 0; dump_codec_name(i) != NULL; i++)
		if (strcmp(dump_codec_name(i), codec) == 0)
			dump_codec_levels(i, &least, &most, &usual);
	return usual;
}

static int
level_of(const struct dump_packing *how)
{
	return how->level != 0 ? how->level : usual_level(how->codec);
}

static void
print_cut(const struct dump_estimate *cut, const struct dump_packing *how,
    FILE *out)
{
	char size[DUMP_SIZE_TEXT], packed[DUMP_SIZE_TEXT];
	char about[DUMP_SIZE_TEXT + 1];

	if (cut->why_not != NULL) {
		fprintf(out, "%-13s %12s %10s", cut->cut, "-", "-");
		if (how->codec != NULL)
			fprintf(out, " %10s", "-");
		fprintf(out, "   cannot be made: %s\n", cut->why_not);
		return;
	}
	fprintf(out, "%-13s %12" PRIu64 " %10s", cut->cut, cut->size,
	    dump_size_text(size, cut->size));
	if (how->codec != NULL) {
		snprintf(about, sizeof about, "~%s", dump_size_text(packed,
		    cut->packed));
		fprintf(out, " %10s", about);
	}
	fprintf(out, "%s%s\n", cut->keeps != NULL ? "   " : "",
	    cut->keeps != NULL ? cut->keeps : "");
}

/* How far off a sample may be, and of what it is. */
static void
print_error(const struct dump_estimates *e, const struct dump_packing *how,
    FILE *out)
{
	const struct dump_estimate *cut;
	const char *between = "";
	size_t i;

	fprintf(out, "~: %s -%d, ", how->codec, level_of(how));
	for (i = 0; i < dump_estimates_count(e); i++) {
		cut = dump_estimates_cut(e, i);
		if (cut->why_not != NULL || cut->error == 0)
			continue;
		fprintf(out, "%s%s \xc2\xb1%u%%", *between == '\0' ?
		    "sampled: " : between, cut->cut, cut->error);
		between = ", ";
	}
	fprintf(out, "%s\n", *between == '\0' ? "of all bytes" :
	    "; the others of all bytes");
}

/* What the input has most of comes first. */
static void
print_classes(const struct dump_estimates *e, const char *name,
    uint64_t bytes, FILE *out)
{
	char size[DUMP_SIZE_TEXT], safe[256];
	bool said[DUMP_CLASSES] = { false };
	const char *between = ": ";
	unsigned i, best;

	dump_escape(safe, sizeof safe, name);
	fprintf(out, "%s: %s", safe, dump_size_text(size, bytes));
	for (;;) {
		best = DUMP_CLASSES;
		for (i = 0; i < DUMP_CLASSES; i++)
			if (!said[i] && dump_estimates_present(e, i) > 0 &&
			    (best == DUMP_CLASSES ||
			    dump_estimates_present(e, i) >
			    dump_estimates_present(e, best)))
				best = i;
		if (best == DUMP_CLASSES)
			break;
		said[best] = true;
		fprintf(out, "%s%s %s", between, dump_class_name(best),
		    dump_size_text(size, dump_estimates_present(e, best)));
		between = ", ";
	}
	fputc('\n', out);
}

void
cli_estimate_text(const struct dump_estimates *e,
    const struct dump_packing *how, const char *name, uint64_t bytes,
    FILE *out)
{
	size_t i;

	fprintf(out, "%-13s %12s %10s", "cut", "bytes", "size");
	if (how->codec != NULL)
		fprintf(out, " %10s", how->codec);
	fprintf(out, "   keeps\n");
	for (i = 0; i < dump_estimates_count(e); i++)
		print_cut(dump_estimates_cut(e, i), how, out);
	if (how->codec != NULL)
		print_error(e, how, out);
	print_classes(e, name, bytes, out);
}

static json_t *
packed_json(const struct dump_estimate *cut, const struct dump_packing *how)
{
	json_t *one = json_object();

	json_object_set_new(one, "codec", json_string(how->codec));
	json_object_set_new(one, "level", json_integer(level_of(how)));
	json_object_set_new(one, "bytes", cli_json_size(cut->packed));
	json_object_set_new(one, "error_percent",
	    json_integer((json_int_t)cut->error));
	return one;
}

static json_t *
cut_json(const struct dump_estimates *e, const struct dump_estimate *cut,
    const struct dump_packing *how)
{
	json_t *one = json_object(), *classes = json_object();
	unsigned i;

	json_object_set_new(one, "name", cli_json_text(cut->cut));
	json_object_set_new(one, "bytes", cli_json_size(cut->why_not == NULL ?
	    cut->size : DUMP_NOWHERE));
	if (how->codec != NULL)
		json_object_set_new(one, "packed", cut->why_not == NULL ?
		    packed_json(cut, how) : json_null());
	json_object_set_new(one, "keeps", cli_json_text(cut->keeps));
	json_object_set_new(one, "why_not", cli_json_text(cut->why_not));
	for (i = 0; i < DUMP_CLASSES; i++)
		if (cut->why_not == NULL && dump_estimates_present(e, i) > 0)
			json_object_set_new(classes, dump_class_name(i),
			    cli_json_size(cut->kept[i]));
	json_object_set_new(one, "kept_by_class", classes);
	return one;
}

void
cli_estimate_json(const struct dump_estimates *e,
    const struct dump_packing *how, json_t *doc)
{
	json_t *cuts = json_array(), *memory = json_object(),
	    *classes = json_object();
	uint64_t n, all = 0;
	unsigned k;
	size_t i;

	for (i = 0; i < dump_estimates_count(e); i++)
		json_array_append_new(cuts, cut_json(e,
		    dump_estimates_cut(e, i), how));
	for (k = 0; k < DUMP_CLASSES; k++) {
		if ((n = dump_estimates_present(e, k)) > 0)
			json_object_set_new(classes, dump_class_name(k),
			    cli_json_size(n));
		all += n;
	}
	json_object_set_new(doc, "cuts", cuts);
	json_object_set_new(memory, "present", cli_json_size(all));
	json_object_set_new(memory, "by_class", classes);
	json_object_set_new(doc, "memory", memory);
}
