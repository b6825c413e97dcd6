/* SPDX-License-Identifier: BSD-2-Clause */
/* dumpzip.c -- packs dumps and folders, unpacks, lists and tests them. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli_packing.h"
#include "zip/zip.h"

#define AT(field) offsetof(struct opts, field)

static const struct cli_opt options[] = {
	{ 'd', "decompress", NULL, CLI_FLAG, AT(decompress),
	    "decompress", NULL },
	{ 0, "uncompress", NULL, CLI_FLAG | CLI_RARE, AT(decompress),
	    "the same", NULL },
	{ 'l', "list", NULL, CLI_FLAG, AT(list),
	    "say what is in it: sizes, ratio, which dump", NULL },
	{ 't', "test", NULL, CLI_FLAG, AT(test),
	    "check every checksum, write nothing", NULL },
	{ 'z', "compress", NULL, CLI_FLAG | CLI_RARE, AT(compress),
	    "compress, as happens without this", NULL },
	{ 0, "gzip", NULL, CLI_FIXED | CLI_RARE, CLI_PACK(codec),
	    "compress with gzip, as happens without this", "gzip" },
	{ 0, "zstd", NULL, CLI_FIXED, CLI_PACK(codec),
	    "compress with zstd", "zstd" },
	{ 0, "zip", NULL, CLI_FIXED, CLI_PACK(codec),
	    "pack files and whole folders into a zip archive", "zip" },
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
	    "remove FILE when the output is on disk and verified",
	    NULL },
	{ 'k', "keep", NULL, CLI_OFF | CLI_RARE, AT(remove),
	    "keep the input, as happens without --rm", NULL },
	{ 'r', "recursive", NULL, CLI_FLAG, AT(recursive),
	    "take all files of a folder", NULL },
	{ 0, "split", "SIZE", CLI_SIZE, AT(split),
	    "write parts of SIZE at most: FILE.gz.001 ...", NULL },
	{ 0, "json", "pretty", CLI_MAYBE | CLI_RARE, AT(json),
	    "-l and -t as JSON, one line for each file", "line" },
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
	.usage = "[-d | -l | -t] [-1..-9] [-c | -o FILE] [FILE]...",
	.about = "Packs process dumps, or any other file; FILE becomes FILE.gz "
	    "and stays.\nThe other programs read that as it is.  Without "
	    "FILE, standard input is read.",
	.options = options,
	.many = true,
};

static bool
has_standard(const struct cli_list *files)
{
	size_t i;

	for (i = 0; i < files->n; i++)
		if (strcmp(files->v[i], "-") == 0)
			return true;
	return false;
}

/* What cannot be meant, whatever the files are. */
static int
check(const struct opts *o)
{
	const struct cli_common *c = &o->common;
	int status;

	if ((status = cli_check_json(o->json)) != CLI_OK)
		return status;
	if (o->compress && (o->decompress || o->list || o->test))
		return cli_usage("-z: contradicts -d, -l and -t");
	if (o->list && o->test)
		return cli_usage("-l: contradicts -t");
	if (o->json != NULL && !o->list && !o->test)
		return cli_usage("--json goes with -l or -t");
	if (o->split != DUMP_NOWHERE &&
	    (o->decompress || o->list || o->test))
		return cli_usage("--split: only for what is written "
		    "compressed");
	if (o->split != DUMP_NOWHERE && cli_to_stdout(c) &&
	    (c->output != NULL || has_standard(&c->files)))
		return cli_usage("--split: standard output has no parts; use "
		    "-o FILE");
	if (o->remove == 1 && cli_to_stdout(c) && c->output != NULL)
		return cli_usage("--rm: what goes to standard output cannot "
		    "be verified");
	if (o->remove == 1 && has_standard(&c->files))
		return cli_usage("--rm: standard input cannot be removed");
	if (o->remove == 1 && c->member != NULL)
		return cli_usage("--rm would remove more than --member takes");
	if (o->fast && (o->best || c->pack.level > 1))
		return cli_usage("--fast: contradicts another level");
	if (o->best && c->pack.level != 0)
		return cli_usage("--best: contradicts -%d", c->pack.level);
	return CLI_OK;
}

/* Is PATH one of several parts, and the first, which reads all, is meant as
 * well? */
static bool
goes_with_first(const struct opts *o, const char *path)
{
	const struct cli_list *files = &o->common.files;
	bool meant = false;
	char *first, *digits;
	size_t i;

	if (cli_part(path) < 2 || !(o->decompress || o->test || o->list) ||
	    (first = strdup(path)) == NULL)
		return false;
	/* 017 becomes 001. */
	digits = strrchr(first, '.') + 1;
	memset(digits, '0', strlen(digits) - 1);
	digits[strlen(digits) - 1] = '1';
	for (i = 0; i < files->n && !meant; i++)
		meant = strcmp(files->v[i], first) == 0;
	meant = meant || (o->walking && access(first, F_OK) == 0);
	free(first);
	return meant;
}

struct run {
	struct opts	 o;
	struct total	 total;
};

static int
one(struct run *r, const char *path)
{
	if (goes_with_first(&r->o, path))
		return CLI_OK;
	return r->o.list ? list(&r->o, path, &r->total) :
	    r->o.test ? test(&r->o, path) :
	    r->o.decompress ? unpack(&r->o, path) : pack(&r->o, path);
}

static int
found(void *ctx, const char *path, const struct stat *st)
{
	return S_ISREG(st->st_mode) ? one(ctx, path) : CLI_OK;
}

static int
each(struct run *r)
{
	const struct cli_list *files = &r->o.common.files;
	int status = CLI_OK;
	struct stat st;
	size_t i;

	for (i = 0; i < files->n; i++) {
		r->o.walking = r->o.recursive &&
		    stat(files->v[i], &st) == 0 && S_ISDIR(st.st_mode);
		status = cli_worse(status, r->o.walking ?
		    walk(files->v[i], found, r) : one(r, files->v[i]));
	}
	if (r->o.list && r->o.json == NULL)
		list_end(&r->o, &r->total);
	return status;
}

/* Are they several, or a folder, which holds any number? */
static bool
are_many(const struct cli_list *files)
{
	struct stat st;

	return files->n > 1 || (stat(files->v[0], &st) == 0 &&
	    S_ISDIR(st.st_mode));
}

/* Do the files go into one archive, all together?  Then *HOW. */
static bool
is_bundle(const struct opts *o, struct dump_packing *how, int *status)
{
	const struct cli_common *c = &o->common;

	if (o->list || o->test || o->decompress || !are_many(&c->files))
		return false;
	*status = choose_packing(how, o, cli_to_stdout(c) ? NULL : c->output);
	return *status != CLI_OK || cli_packs_archive(how);
}

static int
run(struct run *r)
{
	const struct cli_common *c = &r->o.common;
	struct dump_packing how;
	int status;

	if ((status = check(&r->o)) != CLI_OK)
		return status;
	if (is_bundle(&r->o, &how, &status))
		return status != CLI_OK ? status : bundle(&r->o, &how);
	if ((c->files.n > 1 || (r->o.recursive && are_many(&c->files))) &&
	    !cli_to_stdout(c))
		return cli_usage("many files, and one -o %s", c->output);
	return each(r);
}

int
main(int argc, char **argv)
{
	struct run r = { .total = { 0 } };
	int status;

	cli_start(&program, argc, argv, &r.o);
	status = run(&r);
	cli_free(&program, &r.o);
	return cli_finish(status);
}
