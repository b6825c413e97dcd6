/* SPDX-License-Identifier: BSD-2-Clause */
/* estimate.c -- --estimate: what every cut would write. */
#include <string.h>

#include "cli_estimate.h"
#include "cli_json.h"
#include "cli_progress.h"
#include "filter/filter.h"

struct request {
	const struct opts *o;
	const struct steps *steps;
	struct dump_packing how;
};

/* What is asked for beside a cut is done with each. */
static int
adjust(void *ctx, struct dump_plan *p, struct dump_err *err)
{
	const struct request *r = ctx;

	return plan_steps(p, r->o, r->steps, err);
}

static int
print_json(const struct request *r, const struct dump_estimates *e,
    const char *name, uint64_t bytes, FILE *out)
{
	json_t *doc = json_object(), *file = json_object();

	json_object_set_new(doc, "schema", json_string("dumpfilter/1"));
	json_object_set_new(doc, "report", json_string("estimate"));
	json_object_set_new(file, "name", cli_json_text(name));
	json_object_set_new(file, "bytes", cli_json_size(bytes));
	json_object_set_new(doc, "file", file);
	cli_estimate_json(e, &r->how, doc);
	return cli_json_print(doc, strcmp(r->o->json, "pretty") == 0, out) ?
	    CLI_OK : cli_say(CLI_FAILED, "out of memory");
}

static void
say_spooled(const struct request *r, const struct dump_source *src)
{
	char size[DUMP_SIZE_TEXT];

	if (r->o->common.verbose > 0 && dump_source_spooled(src) > 0)
		cli_line("%s: spooled %s, for one pass was not enough",
		    cli_short_name(r->o->common.files.v[0]),
		    dump_size_text(size, dump_source_spooled(src)));
}

static int
print(void *ctx, FILE *out, bool *worth)
{
	struct request *r = ctx;
	const char *path = r->o->common.files.v[0], *name = cli_name(path);
	struct dump_estimating how = { .type = r->steps->type,
	    .adjust = adjust, .ctx = r,
	    .packing = r->how.codec != NULL ? &r->how : NULL };
	struct dump_estimates *e = NULL;
	struct dump_source *src = NULL;
	struct dump_err err;
	int status;

	cli_progress_start(&r->o->common, cli_short_name(path), "reading");
	if (cli_open(&src, &r->o->common, path, &err) == 0) {
		dump_source_watch(src, cli_progress, NULL);
		dump_estimate(&e, src, &how, &err);
	}
	cli_progress_end();
	*worth = e != NULL;
	if (e == NULL)
		status = cli_error(name, &err);
	else {
		say_spooled(r, src);
		status = cli_warnings(dump_estimates_model(e), name);
		if (r->o->json != NULL)
			status = cli_worse(status, print_json(r, e, name,
			    dump_source_size(src), out));
		else
			cli_estimate_text(e, &r->how, name,
			    dump_source_size(src), out);
	}
	dump_estimates_free(e);
	dump_source_close(src);
	return status;
}

int
estimate(const struct opts *o, const struct steps *steps)
{
	struct request r = { .o = o, .steps = steps };
	/* That of what is estimated, not of the report. */
	struct cli_common common = o->common;
	int status;

	common.pack = (struct cli_pack){ NULL, 0, 0 };
	if ((status = cli_estimate_packing(&r.how, o->estimate,
	    &o->common.pack)) != CLI_OK ||
	    (status = cli_refuse_input(&o->common, common.files.v[0])) !=
	    CLI_OK)
		return status;
	return cli_report(&common, print, &r);
}
