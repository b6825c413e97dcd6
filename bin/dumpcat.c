/* SPDX-License-Identifier: BSD-2-Clause */
/* dumpcat.c -- a dump in, wherever it comes from; the same dump out. */
#include "cli.h"
#include "cli_progress.h"

struct opts {
	struct cli_common common;	/* first */
	const char	*to;
	bool		 no_residual;
};

#define AT(field) offsetof(struct opts, field)

static const struct cli_opt options[] = {
	{ 0, "to", "FORMAT", CLI_STR, AT(to),
	    "convert: elf (core) or minidump (mdmp)", NULL },
	{ 0, "no-residual", NULL, CLI_FLAG | CLI_RARE, AT(no_residual),
	    "without what only the way back needs", NULL },
	CLI_PACK_OPTIONS,
	CLI_LAST
};

static const struct cli_program program = {
	.name = "dumpcat",
	.usage = "[--to=FORMAT] [-z] [-o FILE] [FILE]",
	.about = "Copies a process dump (minidump, ELF core), byte for byte, "
	    "however damaged;\nor converts it.  "
	    "Reads standard input where no FILE is given.",
	.options = options,
};

/* What was done, with -v; what is wrong with the dump, in any case. */
static int
report(const struct cli_common *c, const char *path,
    const struct dump_result *res, uint64_t packed)
{
	char size[DUMP_SIZE_TEXT], text[64];

	if (res->damaged)
		cli_warn(cli_name(path), "%s", res->why);
	if (c->verbose > 0)
		cli_line("%s: %s%s", cli_short_name(path),
		    dump_size_text(size, res->written),
		    cli_packed_text(text, sizeof text, c, packed));
	return res->damaged ? CLI_DAMAGED : CLI_OK;
}

static void
say_warnings(const struct dump_plan *p, const char *name)
{
	size_t i;

	for (i = 0; i < dump_plan_warnings(p); i++)
		cli_warn(name, "%s", dump_plan_warning(p, i));
}

/* The whole dump in another format. */
static int
convert(const struct opts *o, struct dump_source *src,
    struct dump_sink *dst, struct dump_result *res, struct dump_err *err)
{
	struct dump_model *m = NULL;
	struct dump_plan *p = NULL;
	int rc = -1;

	if (dump_model_read(&m, src, err) == 0 &&
	    dump_plan_new(&p, m, err) == 0 &&
	    dump_plan_convert(p, o->to, err) == 0) {
		if (o->no_residual)
			dump_plan_no_residual(p);
		if ((rc = dump_plan_settle(p, src, err)) == 0) {
			say_warnings(p, cli_name(o->common.files.v[0]));
			rc = dump_write(p, src, dst, cli_progress, NULL, res,
			    err);
		}
	}
	dump_plan_free(p);
	dump_model_free(m);
	return rc;
}

static int
copy(const struct opts *o, struct dump_source *src, struct dump_sink *dst,
    struct dump_result *res, struct dump_err *err)
{
	return o->to != NULL ? convert(o, src, dst, res, err) :
	    dump_copy(src, dst, cli_progress, NULL, res, err);
}

static int
cat(const struct opts *o, const char *path)
{
	const struct cli_common *c = &o->common;
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	struct dump_result res;
	struct dump_err err;
	uint64_t packed = 0;
	int status;

	if ((status = cli_refuse_input(c, path)) != CLI_OK ||
	    (status = cli_refuse_output(c, true)) != CLI_OK)
		return status;
	cli_progress_start(c, cli_short_name(path), o->to != NULL ?
	    "convert" : "copy");
	if (cli_open(&src, c, path, &err) == -1 ||
	    cli_create(&dst, c, &err) == -1)
		status = cli_error(cli_name(path), &err);
	else if (!cli_to_stdout(c) && !cli_has_room(c, dst,
	    dump_source_size(src), src, path))
		status = CLI_FAILED;
	else if (copy(o, src, dst, &res, &err) == -1 ||
	    cli_commit(&dst, &packed, &err) == -1)
		status = cli_error(cli_name(path), &err);
	else
		cli_progress_all(res.written);
	cli_progress_end();
	if (status == CLI_OK)
		status = report(c, path, &res, packed);
	cli_abort(dst);
	dump_source_close(src);
	return status;
}

static int
check(const struct opts *o)
{
	struct dump_err err;

	if (o->to != NULL && dump_format_check(o->to, &err) == -1)
		return cli_usage("--to: %s", err.msg);
	if (o->no_residual && o->to == NULL)
		return cli_usage("--no-residual goes with --to");
	return CLI_OK;
}

int
main(int argc, char **argv)
{
	struct opts o = { 0 };
	int status;

	cli_start(&program, argc, argv, &o);
	if ((status = check(&o)) == CLI_OK)
		status = cat(&o, o.common.files.v[0]);
	cli_free(&program, &o);
	return cli_finish(status);
}
