/* SPDX-License-Identifier: BSD-2-Clause */
/* dumpzip.c -- packs dumps and folders, unpacks, lists and tests them. */
#include <string.h>

#include "zip/zip.h"

#define AT(field) offsetof(struct opts, field)

static const struct cli_opt options[] = {
	{ 'd', "decompress", NULL, CLI_FLAG, AT(decompress),
	    "decompress", NULL },
	{ 0, "uncompress", NULL, CLI_FLAG | CLI_RARE, AT(decompress),
	    "the same", NULL },
	{ 't', "test", NULL, CLI_FLAG, AT(test),
	    "check every checksum, write nothing", NULL },
	{ 'z', "compress", NULL, CLI_FLAG | CLI_RARE, AT(compress),
	    "compress, as happens without this", NULL },
	{ 0, "gzip", NULL, CLI_FIXED | CLI_RARE, CLI_PACK(codec),
	    "compress with gzip, as happens without this", "gzip" },
	{ 0, "zstd", NULL, CLI_FIXED, CLI_PACK(codec),
	    "compress with zstd", "zstd" },
	{ 0, "format", "NAME", CLI_STR | CLI_RARE, CLI_PACK(codec),
	    "compress with gzip, zstd ...", NULL },
	{ 0, NULL, "1..-9", CLI_DIGITS, CLI_PACK(level),
	    "fastest to smallest (6; zstd: 1 to 19, 3)", NULL },
	{ 0, "level", "N", CLI_NUMBER | CLI_RARE, CLI_PACK(level),
	    "the same as -N", NULL },
	{ 0, "fast", NULL, CLI_FLAG | CLI_RARE, AT(fast),
	    "the fastest level", NULL },
	{ 0, "best", NULL, CLI_FLAG | CLI_RARE, AT(best),
	    "the level with the smallest output", NULL },
	{ 'p', "threads", "N", CLI_NUMBER, CLI_PACK(threads),
	    "use N threads (all processors)", NULL },
	{ 'T', "jobs", "N", CLI_NUMBER | CLI_RARE, CLI_PACK(threads),
	    "the same", NULL },
	{ 0, "processes", "N", CLI_NUMBER | CLI_RARE, CLI_PACK(threads),
	    "the same", NULL },
	{ 0, "rm", NULL, CLI_ON, AT(remove),
	    "remove the input when the output is on disk and verified",
	    NULL },
	{ 'k', "keep", NULL, CLI_OFF | CLI_RARE, AT(remove),
	    "keep the input, as happens without --rm", NULL },
	{ 'S', "suffix", "SUF", CLI_STR | CLI_RARE, AT(suffix),
	    "end names in SUF", NULL },
	{ 'N', "name", NULL, CLI_ON | CLI_RARE, AT(name),
	    "store name and time; with -d, restore them", NULL },
	{ 'n', "no-name", NULL, CLI_OFF | CLI_RARE, AT(name),
	    "do not store name and time", NULL },
	{ 0, "sparse", NULL, CLI_ON | CLI_RARE, AT(sparse),
	    "leave holes for zeros, as happens without this", NULL },
	{ 0, "no-sparse", NULL, CLI_OFF | CLI_RARE, AT(sparse),
	    "write zeros too", NULL },
	{ 0, "no-index", NULL, CLI_FLAG | CLI_RARE, AT(no_index),
	    "leave out the index that reads any byte at once", NULL },
	{ 0, "to-stdout", NULL, CLI_FIXED | CLI_RARE,
	    offsetof(struct cli_common, output), "the same as -c", "-" },
	CLI_LAST
};

static const struct cli_program program = {
	.name = "dumpzip",
	.usage = "[-d | -t] [-1..-9] [-c | -o FILE] [FILE]...",
	.about = "Packs process dumps, and anything else, so that they can be "
	    "read without unpacking.\nFILE becomes FILE.gz and stays; without "
	    "FILE, standard input is read.",
	.options = options,
	.many = true,
};

/* What cannot be meant, whatever the files are. */
static int
check(const struct opts *o)
{
	const struct cli_common *c = &o->common;

	if (o->compress + o->decompress > 1)
		return cli_usage("-z contradicts -d");
	if (c->output != NULL && strcmp(c->output, "-") != 0 &&
	    c->files.n > 1)
		return cli_usage("%zu files, and one -o %s", c->files.n,
		    c->output);
	if (o->remove == 1 && cli_to_stdout(c) && c->output != NULL)
		return cli_usage("--rm: what goes to standard output cannot "
		    "be verified");
	if (o->fast && (o->best || c->pack.level > 1))
		return cli_usage("--fast: contradicts another level");
	if (o->best && c->pack.level != 0)
		return cli_usage("--best: contradicts -%d", c->pack.level);
	return CLI_OK;
}

static int
each(const struct opts *o)
{
	const struct cli_list *files = &o->common.files;
	int status = CLI_OK;
	size_t i;

	for (i = 0; i < files->n; i++)
		status = cli_worse(status,
		    o->test ? test(o, files->v[i]) :
		    o->decompress ? unpack(o, files->v[i]) :
		    pack(o, files->v[i]));
	return status;
}

int
main(int argc, char **argv)
{
	struct opts o = { 0 };
	int status;

	cli_start(&program, argc, argv, &o);
	if ((status = check(&o)) == CLI_OK)
		status = each(&o);
	cli_free(&program, &o);
	return cli_finish(status);
}
