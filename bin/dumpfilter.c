/* SPDX-License-Identifier: BSD-2-Clause */
/* dumpfilter.c -- a dump in; a smaller, valid dump out. */
#include <string.h>

#include "cli_progress.h"
#include "filter/filter.h"

#define AT(field) offsetof(struct opts, field)

static const struct cli_opt options[] = {
	{ 0, "heap", NULL, CLI_MEMBER, AT(cuts),
	    "stacks, heaps and data; no code: the usual cut", "heap" },
	{ 0, "full", NULL, CLI_MEMBER | CLI_RARE, AT(cuts),
	    "all that can be read; no reservations", "full" },
	{ 0, "mini", NULL, CLI_MEMBER, AT(cuts),
	    "stacks, and what debuggers need to name frames", "mini" },
	{ 0, "triage", NULL, CLI_MEMBER, AT(cuts),
	    "mini without what tells of people", "triage" },
	{ 0, "type", "TYPE", CLI_MANY, AT(cuts),
	    "a cut by name or by flags (--list=types)", NULL },
	{ 'm', NULL, "LETTER", CLI_MANY | CLI_RARE, AT(habits),
	    "-ma: full, -mh: heap, -mm: mini, -mp: heap-plus, -mt: triage",
	    NULL },
	{ 0, "keep", "WHAT", CLI_LIST, AT(keep),
	    "keep these parts as well (--list=classes, records)", NULL },
	{ 0, "drop", "WHAT", CLI_LIST, AT(drop),
	    "drop these parts in any case", NULL },
	{ 0, "scrub", "WHAT", CLI_LIST, AT(scrub),
	    "rewrite what stays: stacks, paths, vectors", NULL },
	{ 0, "max-size", "SIZE", CLI_STR, AT(max_size),
	    "leave out what is worth least (--list=limits: names)", NULL },
	{ 0, "fit", "CUTS", CLI_LIST | CLI_RARE, AT(fit),
	    "with --max-size: the first of these that fits whole", NULL },
	{ 0, "repair", NULL, CLI_FLAG | CLI_RARE, AT(repair),
	    "only make a damaged dump whole, as far as it goes", NULL },
	{ 0, "strip-inaccessible", NULL, CLI_FLAG | CLI_RARE, AT(strip),
	    "drop what the process could not read itself", NULL },
	{ 0, "threads", "WHICH", CLI_LIST | CLI_RARE, AT(threads),
	    "only these threads: crash, numbers", NULL },
	{ 0, "zeros", "HOW", CLI_STR | CLI_RARE, AT(zeros),
	    "long runs of zeros: keep, share (ELF) or drop them", NULL },
	{ 0, "filter", "NAME", CLI_MANY | CLI_RARE, AT(filters),
	    "any filter, with its options: NAME,KEY=VALUE", NULL },
	{ 0, "list", "WHAT", CLI_STR, AT(list),
	    "names: filters types classes flags records limits", NULL },
	{ 0, "list-filters", NULL, CLI_FIXED | CLI_RARE, AT(list),
	    "the same as --list=filters", "filters" },
	{ 0, "estimate", "CODEC", CLI_MAYBE, AT(estimate),
	    "say what every cut would write; compressed too", "" },
	{ 0, "sizes", "CODEC", CLI_MAYBE | CLI_RARE, AT(estimate),
	    "the same as --estimate", "" },
	{ 0, "dry-run", NULL, CLI_FLAG, AT(dry_run),
	    "say what would be kept and dropped, write nothing", NULL },
	{ 0, "explain", NULL, CLI_FLAG | CLI_RARE, AT(explain),
	    "the same of each range and record, with the rule", NULL },
	{ 0, "json", "pretty", CLI_MAYBE | CLI_RARE, AT(json),
	    "these reports, and --list, as JSON", "line" },
	{ 0, "to", "FORMAT", CLI_STR | CLI_RARE, AT(to),
	    "convert as well: elf (core) or minidump (mdmp)", NULL },
	{ 0, "keep-layout", NULL, CLI_FLAG | CLI_RARE, AT(keep_layout),
	    "leave an empty segment for dropped memory", NULL },
	{ 0, "no-provenance", NULL, CLI_FLAG | CLI_RARE, AT(no_provenance),
	    "leave out the record of what was cut", NULL },
	CLI_PACK_OPTIONS,
	CLI_LAST
};

static const struct cli_program program = {
	.name = "dumpfilter",
	.usage = "[CUT] [--keep|--drop|--scrub=WHAT] [-z] [-o FILE] [FILE]",
	.about = "Makes a process dump (minidump, ELF core) smaller; "
	    "no FILE: standard input.",
	.options = options,
};

/* What a run has open. */
struct run {
	const struct opts *o;
	const struct steps *steps;
	const char	*path, *name;
	struct dump_source *src;
	struct dump_model *m;
	struct dump_plan *plan;
	struct dump_sink *dst;
	struct dump_result res;
	const char	*type;		/* of the plan, or NULL */
	const char	*cut;		/* its name, or NULL */
	const char	*tried;		/* the last cut that was too large */
	uint64_t	 least;		/* bytes of that */
	bool		 unlimited;	/* --max-size does not count now */
	uint64_t	 packed;	/* bytes that were written, or 0 */
	unsigned	 warnings;
};

/* Is nothing to be written? */
static bool
is_trial(const struct opts *o)
{
	return o->dry_run || o->explain;
}

/* The limit is on the file as it is sent. */
static int
set_limit(struct run *r, struct dump_err *err)
{
	const struct limit *l = &r->steps->limit;
	struct dump_limit limit = { .bytes = l->plain,
	    .whole = r->steps->fit != NULL };
	char name[256];

	if (l->file == 0 || r->unlimited)
		return 0;
	limit.how = cli_output_packing(name, sizeof name, &r->o->common);
	if (limit.how.codec != NULL)
		limit.packed = l->file;
	else if (l->plain == 0 || l->file < l->plain)
		limit.bytes = l->file;
	return dump_plan_limit(r->plan, &limit, err);
}

static int
make_plan(struct run *r, struct dump_err *err)
{
	if (dump_plan_new(&r->plan, r->m, err) == -1 ||
	    (r->type != NULL &&
	    dump_plan_type(r->plan, r->type, err) == -1) ||
	    plan_steps(r->plan, r->o, r->steps, err) == -1 ||
	    ((is_trial(r->o) || r->o->common.verbose > 1) &&
	    dump_plan_remember(r->plan, err) == -1) ||
	    set_limit(r, err) == -1)
		return -1;
	return dump_plan_settle(r->plan, r->src, err);
}

static int
discard(void *ctx, const void *buf, size_t len)
{
	(void)ctx;
	(void)buf;
	(void)len;
	return 0;
}

/* The closing line of -v. */
static void
say_done(const struct run *r)
{
	char in[DUMP_SIZE_TEXT], out[DUMP_SIZE_TEXT], times[32] = "",
	    packed[64];
	uint64_t size = dump_source_size(r->src);

	if (size == DUMP_NOWHERE)
		size = r->res.read;
	if (r->res.written > 0 && size > r->res.written)
		snprintf(times, sizeof times, " (%.1fx)",
		    (double)size / (double)r->res.written);
	cli_line("%s: %s: %s -> %s%s%s, %u warning%s",
	    cli_short_name(r->path),
	    r->cut != NULL ? r->cut : "filter",
	    dump_size_text(in, size), dump_size_text(out, r->res.written),
	    times, cli_packed_text(packed, sizeof packed, &r->o->common,
	    r->packed), r->warnings, r->warnings == 1 ? "" : "s");
}

/* What a dump that ends too early has lost. */
static void
say_losses(struct run *r, uint64_t end)
{
	char text[DUMP_LOSS_TEXT];
	unsigned i;

	for (i = 0; i < DUMP_LOSSES; i++)
		if (dump_model_loss(r->m, end, i, text, sizeof text)) {
			cli_warn(r->name, "%s", text);
			r->warnings++;
		}
}

/* Everything that there is to say about a settled plan. */
static int
say_warnings(struct run *r)
{
	size_t i, n = dump_plan_warnings(r->plan);
	int status = cli_warnings(r->m, r->name);

	for (i = 0; i < n; i++)
		cli_warn(r->name, "%s", dump_plan_warning(r->plan, i));
	r->warnings = (unsigned)(n + dump_model_warnings(r->m));
	if (dump_model_facts(r->m)->truncated)
		say_losses(r, dump_source_size(r->src));
	return status;
}

static int
write_out(struct run *r, struct dump_err *err)
{
	const struct cli_common *c = &r->o->common;

	cli_progress_start(c, cli_short_name(r->path),
	    r->cut != NULL ? r->cut : "filter");
	if (dump_write(r->plan, r->src, r->dst, cli_progress, NULL, &r->res,
	    err) == -1)
		return -1;
	cli_progress_all(r->res.written);
	cli_progress_end();
	if (cli_commit(&r->dst, &r->packed, err) == -1)
		return -1;
	if (dump_plan_packed(r->plan) > 0)
		r->packed = dump_plan_packed(r->plan);
	return 0;
}

/* What was compressed to see whether it fits is not compressed again. */
static int
create(struct run *r, struct dump_err *err)
{
	const struct cli_common *c = &r->o->common;

	return dump_plan_packed(r->plan) > 0 ?
	    cli_create_plain(&r->dst, c, err) : cli_create(&r->dst, c, err);
}

/*
 * What the command would do, without an output.  A pipe is read to its end,
 * where it is seen whether the dump is whole, and so that whoever feeds it is
 * not cut off.
 */
static int
try(struct run *r, struct dump_err *err)
{
	if (dump_source_size(r->src) != DUMP_NOWHERE)
		return 0;
	if (dump_sink_callback(&r->dst, discard, NULL, err) == -1)
		return -1;
	return dump_write(r->plan, r->src, r->dst, cli_progress, NULL,
	    &r->res, err);
}

/* What is kept and dropped, and how large that is, as far as is known now. */
static int
show(const struct run *r, FILE *out)
{
	uint64_t input = dump_source_size(r->src), output;

	output = r->res.written > 0 ? r->res.written :
	    dump_plan_size(r->plan);
	if (input == DUMP_NOWHERE)
		input = r->res.read > 0 ? r->res.read :
		    dump_model_facts(r->m)->end;
	if (output == DUMP_NOWHERE)
		output = input;
	return show_plan(r->o, r->cut, r->m, r->plan, input, output, out);
}

/* The status of what was written, when all that is wrong has been said. */
static int
say_damage(struct run *r, int status)
{
	if (!r->res.damaged || status != CLI_OK)
		return status;
	cli_warn(r->name, "%s", r->res.why);
	r->warnings++;
	if (r->res.truncated)
		say_losses(r, r->res.read);
	return CLI_DAMAGED;
}

static int
read_plan(struct run *r, struct dump_err *err)
{
	return dump_model_read(&r->m, r->src, err) == -1 ? -1 :
	    make_plan(r, err);
}

static void
forget_plan(struct run *r)
{
	dump_plan_free(r->plan);
	r->plan = NULL;
	dump_model_free(r->m);
	r->m = NULL;
}

/* What the output of R's cut would have, compressed if it is to be. */
static int
measure(struct run *r, struct dump_err *err)
{
	char name[256];
	struct dump_packing how = cli_output_packing(name, sizeof name,
	    &r->o->common);
	struct dump_result res;

	r->unlimited = true;
	if (read_plan(r, err) == -1 ||
	    dump_sink_callback(&r->dst, discard, NULL, err) == -1 ||
	    (how.codec != NULL && dump_sink_pack(&r->dst, &how, err) == -1) ||
	    dump_write(r->plan, r->src, r->dst, cli_progress, NULL, &res,
	    err) == -1 || dump_sink_finish(r->dst, err) == -1)
		return -1;
	r->least = how.codec != NULL ? dump_sink_packed(r->dst) : res.written;
	return 0;
}

/*
 * The first of the cuts that fits whole.  Those that refuse do not; if all
 * do, the last one says why.
 */
static int
fit_plan(struct run *r, struct dump_err *err)
{
	struct dump_err why;
	const char *tried = NULL;
	size_t i;

	for (i = 0; i < r->o->fit.n; i++) {
		forget_plan(r);
		r->type = r->o->fit.v[i];
		r->cut = r->steps->fit[i];
		if (read_plan(r, err) == 0)
			return 0;
		if (err->code != DUMP_E_FIT && err->code != DUMP_E_ARG)
			return -1;
		if (r->o->common.verbose > 0)
			cli_line("%s: %s: %s", cli_short_name(r->path),
			    r->cut, err->msg);
		if (err->code == DUMP_E_FIT) {
			tried = r->type;
			r->tried = r->cut;
			why = *err;
		}
	}
	if (tried == NULL)
		return -1;
	forget_plan(r);
	r->type = tried;
	if (measure(r, err) == 0)
		*err = why;
	return -1;
}

/* The status of an output that would be too large, or cannot be at all. */
static int
fail(const struct run *r, const struct dump_err *err)
{
	char text[DUMP_SIZE_TEXT];

	if (err->code != DUMP_E_FIT)
		return cli_error(r->name, err);
	if (r->steps->fit == NULL)
		return cli_say(CLI_NO, "%s: --max-size=%s cannot be met: %s",
		    r->name, r->o->max_size, err->msg);
	return cli_say(CLI_NO, "%s: --max-size=%s cannot be met: no cut of "
	    "--fit is as small; %s has %s", r->name, r->o->max_size,
	    r->tried, dump_size_text(text, r->least));
}

/* Opens, plans and writes; a status. */
static int
work(struct run *r)
{
	const struct cli_common *c = &r->o->common;
	char size[DUMP_SIZE_TEXT];
	struct dump_err err;
	int status;

	cli_progress_start(c, cli_short_name(r->path), "reading");
	if (cli_open(&r->src, c, r->path, &err) == -1)
		return cli_error(r->name, &err);
	dump_source_watch(r->src, cli_progress, NULL);
	if ((r->steps->fit != NULL ? fit_plan(r, &err) :
	    read_plan(r, &err)) == -1)
		return fail(r, &err);
	dump_source_watch(r->src, NULL, NULL);
	status = say_warnings(r);
	if (c->verbose > 0 && dump_source_spooled(r->src) > 0)
		cli_line("%s: spooled %s, for one pass was not enough",
		    cli_short_name(r->path),
		    dump_size_text(size, dump_source_spooled(r->src)));
	if (is_trial(r->o)) {
		if (try(r, &err) == -1)
			return cli_error(r->name, &err);
		cli_progress_end();
		status = say_damage(r, status);
		return cli_worse(status, r->o->explain ? explain_plan(r->o,
		    r->m, r->plan, stdout) : show(r, stdout));
	}
	if (c->verbose > 1)
		show(r, stderr);
	else if (c->verbose > 0)
		show_tiers(r->plan, stderr);
	if (create(r, &err) == -1)
		return cli_error(r->name, &err);
	if (!cli_to_stdout(c) && !cli_has_room(c, r->dst,
	    dump_plan_size(r->plan), r->src, r->path))
		return CLI_FAILED;
	if (write_out(r, &err) == -1)
		return cli_error(r->name, &err);
	status = say_damage(r, status);
	if (c->verbose > 0)
		say_done(r);
	return status;
}

static int
filter(const struct opts *o, const struct steps *steps)
{
	struct run r = { .o = o, .steps = steps, .type = steps->type,
	    .cut = steps->cut };
	int status;

	r.path = o->common.files.v[0];
	r.name = cli_name(r.path);
	if ((status = cli_refuse_input(&o->common, r.path)) != CLI_OK ||
	    (status = cli_refuse_output(&o->common, !is_trial(o))) != CLI_OK)
		return status;
	status = work(&r);
	cli_progress_end();
	cli_abort(r.dst);
	dump_plan_free(r.plan);
	dump_model_free(r.m);
	dump_source_close(r.src);
	return status;
}

static int
run(const struct opts *o, struct steps *steps)
{
	struct dump_err err;
	int status;

	if ((status = cli_check_json(o->json)) != CLI_OK)
		return status;
	if (o->list != NULL)
		return list(o);
	if (o->json != NULL && !is_trial(o) && o->estimate == NULL)
		return cli_usage("--json goes with --estimate, --dry-run, "
		    "--explain or --list");
	if (o->estimate != NULL && is_trial(o))
		return cli_usage("--estimate is about every cut, %s about "
		    "one", o->explain ? "--explain" : "--dry-run");
	if (o->dry_run && o->explain)
		return cli_usage("--dry-run and --explain: one report at a "
		    "time");
	if (o->estimate != NULL && o->max_size != NULL)
		return cli_usage("--estimate is about whole cuts, --max-size "
		    "about what is left of one");
	if (o->to != NULL && dump_format_check(o->to, &err) == -1)
		return cli_usage("--to: %s", err.msg);
	if ((status = steps_of(steps, o)) != CLI_OK)
		return status;
	if (o->estimate != NULL)
		return estimate(o, steps);
	if (!steps->changes)
		return cli_say(CLI_USAGE, "nothing to do: say what to keep "
		    "(--heap is the usual choice; --estimate shows what each "
		    "cut costs)");
	return filter(o, steps);
}

int
main(int argc, char **argv)
{
	struct opts o = { 0 };
	struct steps steps = { 0 };
	int status;

	cli_start(&program, argc, argv, &o);
	status = run(&o, &steps);
	steps_free(&steps);
	cli_free(&program, &o);
	return cli_finish(status);
}
