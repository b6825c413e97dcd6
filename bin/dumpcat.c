/* SPDX-License-Identifier: BSD-2-Clause */
/* dumpcat.c -- a dump in, wherever it comes from; the same dump out. */
#include "cli.h"
#include "cli_progress.h"

static const struct cli_opt options[] = {
	CLI_PACK_OPTIONS,
	CLI_LAST
};

static const struct cli_program program = {
	.name = "dumpcat",
	.usage = "[-z] [-o FILE] [FILE]",
	.about = "Copies a process dump (minidump, ELF core), byte for byte, "
	    "however damaged.\nReads standard input where no FILE is given.",
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

static int
cat(const struct cli_common *c, const char *path)
{
	struct dump_source *src = NULL;
	struct dump_sink *dst = NULL;
	struct dump_result res;
	struct dump_err err;
	uint64_t packed = 0;
	int status;

	if ((status = cli_refuse_input(c, path)) != CLI_OK ||
	    (status = cli_refuse_output(c, true)) != CLI_OK)
		return status;
	cli_progress_start(c, cli_short_name(path), "copy");
	if (cli_open(&src, c, path, &err) == -1 ||
	    cli_create(&dst, c, &err) == -1)
		status = cli_error(cli_name(path), &err);
	else if (!cli_to_stdout(c) && !cli_has_room(c, dst,
	    dump_source_size(src), src, path))
		status = CLI_FAILED;
	else if (dump_copy(src, dst, cli_progress, NULL, &res, &err) == -1 ||
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

int
main(int argc, char **argv)
{
	struct cli_common c = { 0 };
	int status;

	cli_start(&program, argc, argv, &c);
	status = cat(&c, c.files.v[0]);
	cli_free(&program, &c);
	return cli_finish(status);
}
