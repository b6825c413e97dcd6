/* SPDX-License-Identifier: BSD-2-Clause */
/* dumpinfo.c -- says what a dump holds, and whether it is whole. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli_estimate.h"
#include "cli_json.h"
#include "cli_progress.h"
#include "info/info.h"

struct opts {
	struct cli_common common;
	struct cli_list	 sections;	/* names of parts */
	bool		 all;
	const char	*estimate;	/* a codec, "" or NULL */
	struct dump_packing packing;	/* what that means */
	const char	*json;
};

#define AT(field) offsetof(struct opts, field)
#define SECTION(name, part, more, help) \
	{ 0, name, NULL, CLI_MEMBER | (more), AT(sections), help, part }

static const struct cli_opt options[] = {
	SECTION("header", "header", CLI_RARE, "the file, its format, is it whole"),
	SECTION("system", "system", 0, "machine and operating system"),
	SECTION("process", "process", 0, "name, pid, command line, time"),
	SECTION("crash", "crash", 0, "why and where it crashed"),
	SECTION("threads", "threads", 0, "the threads"),
	SECTION("modules", "modules", 0, "programs and libraries"),
	SECTION("memory", "memory", 0, "every range of memory"),
	SECTION("records", "records", 0, "every stream or note"),
	SECTION("provenance", "provenance", 0, "earlier cuts of this dump"),
	SECTION("cmdline", "process", CLI_RARE, "as --process"),
	SECTION("exception", "crash", CLI_RARE, "as --crash"),
	SECTION("segments", "memory", CLI_RARE, "as --memory"),
	SECTION("regions", "memory", CLI_RARE, "as --memory"),
	SECTION("streams", "records", CLI_RARE, "as --records"),
	SECTION("notes", "records", CLI_RARE, "as --records"),
	{ 0, "all", NULL, CLI_FLAG, AT(all), "all of these", NULL },
	{ 0, "estimate", "CODEC", CLI_MAYBE, AT(estimate),
	    "what every cut would write; compressed too", "" },
	{ 0, "json", "pretty", CLI_MAYBE, AT(json),
	    "as JSON, one line for each dump", "line" },
	CLI_LAST
};

static const struct cli_program program = {
	.name = "dumpinfo",
	.usage = "[SECTION]... [--json] [FILE]...",
	.about = "Says what process dumps (minidumps, ELF cores) hold, on one "
	    "screen or in full.\nReads standard input where no FILE is "
	    "given.",
	.options = options,
	.many = true,
};

/* In the order of the view. */
static const struct info_part *const parts[] = {
	&info_header, &info_system, &info_process, &info_crash,
	&info_runtimes, &info_threads, &info_modules, &info_memory,
	&info_records, &info_provenance, &info_cuts,
};
enum { PARTS = sizeof parts / sizeof *parts };

static bool
has_sections(const struct opts *o)
{
	return o->all || o->sections.n > 0;
}

/* Is something else wanted than the view? */
static bool
has_wishes(const struct opts *o)
{
	return has_sections(o) || o->estimate != NULL;
}

static bool
wants(const struct opts *o, const struct info_part *part)
{
	size_t i;

	if (part->name == NULL)
		return false;
	for (i = 0; i < o->sections.n; i++)
		if (strcmp(o->sections.v[i], part->name) == 0)
			return true;
	return o->all;
}

static void
print_text(const struct info *in, const struct opts *o)
{
	bool first = true;
	size_t i;

	for (i = 0; i < PARTS; i++) {
		if (!has_wishes(o)) {
			if (parts[i]->rows != NULL)
				parts[i]->rows(in);
			continue;
		}
		if (!wants(o, parts[i]))
			continue;
		if (!first)
			fputc('\n', in->out);
		first = false;
		if (parts[i]->section != NULL)
			parts[i]->section(in);
		else
			parts[i]->rows(in);
	}
	if (o->estimate == NULL)
		return;
	if (!first)
		fputc('\n', in->out);
	cli_estimate_text(in->estimates, &o->packing, in->name, in->bytes,
	    in->out);
}

static json_t *
new_document(const struct info *in)
{
	json_t *doc = json_object(), *file = json_object();
	bool is_packed = *in->wrapping != '\0';

	json_object_set_new(file, "name", cli_json_text(in->name));
	json_object_set_new(file, "bytes", cli_json_size(is_packed ?
	    in->packed : in->bytes));
	json_object_set_new(file, "compression",
	    cli_json_text(is_packed ? in->wrapping : NULL));
	json_object_set_new(file, "raw_bytes", cli_json_size(in->bytes));
	if (in->member != NULL)
		json_object_set_new(file, "member",
		    cli_json_text(in->member));
	json_object_set_new(doc, "schema", json_string("dumpinfo/1"));
	json_object_set_new(doc, "file", file);
	return doc;
}

static json_t *
soft_errors(const struct dump_model *m)
{
	json_t *all = json_array(), *one;
	const struct dump_warning *w;
	size_t i;

	for (i = 0; i < dump_model_warnings(m); i++) {
		w = dump_model_warning(m, i);
		one = json_object();
		json_object_set_new(one, "offset", cli_json_hex(w->off));
		json_object_set_new(one, "damage", json_boolean(w->damage));
		json_object_set_new(one, "message", cli_json_text(w->text));
		json_array_append_new(all, one);
	}
	return all;
}

static bool
is_pretty(const struct opts *o)
{
	return strcmp(o->json, "pretty") == 0;
}

static int
print_json(const struct info *in, const struct opts *o)
{
	json_t *doc = new_document(in), *estimate;
	size_t i;

	for (i = 0; i < PARTS; i++)
		if (parts[i]->json != NULL &&
		    (!has_sections(o) || wants(o, parts[i])))
			parts[i]->json(in, doc, has_sections(o));
	if (in->estimates != NULL) {
		estimate = json_object();
		cli_estimate_json(in->estimates, &o->packing, estimate);
		json_object_set_new(doc, "estimate", estimate);
	}
	json_object_set_new(doc, "soft_errors", soft_errors(in->m));
	return cli_json_print(doc, is_pretty(o), in->out) ? CLI_OK :
	    cli_say(CLI_FAILED, "out of memory");
}

/* In place of what cannot be read. */
static void
print_error(const struct info *in, const struct opts *o,
    const struct dump_err *err)
{
	json_t *doc;

	if (o->json == NULL)
		return;
	doc = new_document(in);
	json_object_set_new(doc, "error", cli_json_error(err));
	cli_json_print(doc, is_pretty(o), in->out);
}

static bool
is_archive(const char *codec)
{
	size_t i;

	for (i = 0; dump_codec_name(i) != NULL; i++)
		if (strcmp(dump_codec_name(i), codec) == 0)
			return dump_codec_archives(i);
	return false;
}

/* What the dump was wrapped in, from the outside in. */
static void
unwrapped(struct info *in, const struct dump_source *src)
{
	struct dump_wrapping w;
	size_t i, n = 0;

	for (i = 0; dump_source_wrapping(src, i, &w) &&
	    n < sizeof in->wrapping; i++) {
		n += (size_t)snprintf(in->wrapping + n,
		    sizeof in->wrapping - n, "%s%s", i > 0 ? "+" : "",
		    w.codec);
		if (i == 0)
			in->packed = w.packed;
		in->indexed = w.indexed;
		if (is_archive(w.codec))
			in->member = w.name;
	}
}

/*
 * Only at the end of a pipe is it seen whether the dump is whole.  To read a
 * large file that somebody else compressed takes its time too: if it is a
 * regular one, and says that it holds as much as the dump should have, it is
 * believed.
 */
static int
read_to_end(struct info *in, struct dump_source *src, struct dump_err *err)
{
	enum { SMALL = 1 << 20 };
	struct dump_wrapping w;

	if (dump_source_wrapping(src, 0, &w) && w.packed != DUMP_NOWHERE &&
	    w.packed > SMALL && dump_source_flaw(src) == NULL &&
	    dump_source_claims(src, in->f->end)) {
		in->bytes = in->f->end;
		return 0;
	}
	return dump_source_finish(src, &in->bytes, err);
}

/* What is wrong with the dump, and of when the file is. */
static void
judge(struct info *in, const char *path)
{
	const struct dump_warning *w;
	struct stat st;
	size_t i;

	for (i = 0; i < dump_model_warnings(in->m) && !in->damaged; i++) {
		w = dump_model_warning(in->m, i);
		in->damaged = w->damage;
		if (w->damage)
			snprintf(in->why, sizeof in->why, "%s", w->text);
	}
	if (in->bytes < in->f->end) {
		in->missing = in->f->end - in->bytes;
		if (!in->damaged)
			snprintf(in->why, sizeof in->why, "the dump ends at %"
			    PRIu64 " of %" PRIu64 " bytes", in->bytes,
			    in->f->end);
		in->damaged = true;
	}
	if ((strcmp(path, "-") == 0 ? fstat(STDIN_FILENO, &st) :
	    stat(path, &st)) == 0 && S_ISREG(st.st_mode))
		in->mtime = st.st_mtime;
}

static int
weigh_cuts(struct info *in, const struct opts *o, struct dump_model *m,
    struct dump_source *src, struct dump_err *err)
{
	struct dump_estimating how = { .packing =
	    o->packing.codec != NULL ? &o->packing : NULL };

	if (o->estimate != NULL)
		return dump_estimate(&in->estimates, src, &how, err);
	if (!has_sections(o) && o->json == NULL)
		info_weigh_cuts(in, m, src);
	return 0;
}

/* Reads all that is to be said. */
static int
look(struct info *in, const struct opts *o, const char *path,
    struct dump_source *src, struct dump_model **m, struct dump_err *err)
{
	dump_source_watch(src, cli_progress, NULL);
	if (dump_model_read(m, src, err) == -1)
		return -1;
	in->m = *m;
	in->f = dump_model_facts(*m);
	info_sort_modules(in);
	if (weigh_cuts(in, o, *m, src, err) == -1 ||
	    read_to_end(in, src, err) == -1)
		return -1;
	unwrapped(in, src);
	judge(in, path);
	if (!in->damaged && dump_source_flaw(src) != NULL) {
		in->damaged = true;
		snprintf(in->why, sizeof in->why, "%s",
		    dump_source_flaw(src));
	}
	return 0;
}

/* READ becomes one more if PATH could be read. */
static int
show(const struct opts *o, const char *path, size_t *read, FILE *out)
{
	struct info in = { .out = out, .name = cli_name(path) };
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct dump_err err;
	int status;

	if ((status = cli_refuse_input(&o->common, path)) != CLI_OK)
		return status;
	cli_progress_start(&o->common, cli_short_name(path), "reading");
	if (cli_open(&src, &o->common, path, &err) == -1 ||
	    look(&in, o, path, src, &m, &err) == -1) {
		status = cli_error(in.name, &err);
		in.bytes = DUMP_NOWHERE;
		print_error(&in, o, &err);
	} else {
		cli_progress_end();
		status = cli_warnings(m, in.name);
		if (in.damaged && status != CLI_DAMAGED) {
			cli_warn(in.name, "%s", in.why);
			status = CLI_DAMAGED;
		}
		if (o->json != NULL)
			status = cli_worse(status, print_json(&in, o));
		else {
			if (*read > 0)
				fputc('\n', out);
			if (o->common.files.n > 1 && has_wishes(o) &&
			    !wants(o, &info_header))
				info_row(&in, "File", "%s", in.name);
			print_text(&in, o);
		}
		++*read;
	}
	cli_progress_end();
	free(in.by_base);
	dump_estimates_free(in.estimates);
	dump_model_free(m);
	dump_source_close(src);
	return status;
}

/* A report of nothing that could be read is worth nothing. */
static int
show_all(void *ctx, FILE *out, bool *worth)
{
	const struct opts *o = ctx;
	const struct cli_list *files = &o->common.files;
	int status = CLI_OK;
	size_t i, read = 0;

	for (i = 0; i < files->n; i++)
		status = cli_worse(status, show(o, files->v[i], &read, out));
	*worth = read > 0;
	return status;
}

int
main(int argc, char **argv)
{
	struct opts o = { 0 };
	int status;

	cli_start(&program, argc, argv, &o);
	if ((status = cli_check_json(o.json)) == CLI_OK &&
	    o.estimate != NULL)
		status = cli_estimate_packing(&o.packing, o.estimate, NULL);
	if (status == CLI_OK)
		status = cli_report(&o.common, show_all, &o);
	cli_free(&program, &o);
	return cli_finish(status);
}
