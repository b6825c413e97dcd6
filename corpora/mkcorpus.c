/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * mkcorpus.c -- writes the corpora: small dumps that must be read, or
 * refused.
 *
 *	mkcorpus DIR		good/, bad/, packed/, README and expect.tab
 *	mkcorpus --large DIR	what is too large for a repository
 *	mkcorpus --example DIR	full.dmp and full.core, a few MiB each
 *
 * The same bytes every time, on every machine.
 */
#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/sample.h"

static const struct sample *const committed[] = {
	elf_good, elf_java, elf_systems, elf_dotnet, minidump_windows,
	minidump_others, minidump_shapes, elf_bad, minidump_bad,
	minidump_lies, strangers, packed_gzip, packed_zstd, packed_others,
	packed_zip,
	NULL
};
static const struct sample *const big_ones[] = { large, NULL };
static const struct sample *const examples[] = { example, NULL };

static const char introduction[] =
"# Small dumps\n"
"\n"
"Every file here is made by mkcorpus, from nothing, the same each time:\n"
"`make corpora` writes them, `make check` compares.  To add one, add a\n"
"function and a row to one of the tables in elf_*.c, minidump_*.c,\n"
"packed_*.c or strangers.c; a bug becomes a file named after its cause.\n"
"\n"
"`good/` holds a dump for every layout that a writer is known to make.  All\n"
"of them are read without a word about damage, every cut obeys every law,\n"
"and a copy has the same bytes.  One can only be read and copied:\n"
"minidump-big-endian, for byte-swapped minidumps are not written.  Memory\n"
"that a test does not look at holds its own addresses, so a byte in a wrong\n"
"place is seen.\n"
"\n"
"`bad/` holds dumps whose numbers lie, dumps that were cut short, and files\n"
"that are no dumps.  None of them may crash a program, take it long, or make\n"
"it allocate what a count claims; what can be saved is saved (status 3),\n"
"what cannot is refused with one message (status 1).  Where a lie costs no\n"
"byte of a record or of memory there is a warning at most (status 0).\n"
"\n"
"`packed/` holds a dump in gzip and so on, right and wrong.  What comes out\n"
"is that dump, or its beginning (status 3), or nothing (status 1).\n"
"\n"
"expect.tab says for each file which status dumpcat, `dumpfilter --heap`\n"
"and dumpinfo give.\n"
"\n";

static void
fail(const char *path)
{
	fprintf(stderr, "mkcorpus: %s: %s\n", path, strerror(errno));
	exit(1);
}

static FILE *
create(const char *dir, const char *name, char *path, size_t room)
{
	FILE *f;

	snprintf(path, room, "%s/%s", dir, name);
	if ((f = fopen(path, "wb")) == NULL)
		fail(path);
	return f;
}

static void
finish(FILE *f, const char *path)
{
	if (fflush(f) != 0 || ferror(f) || fclose(f) != 0)
		fail(path);
}

static void
folder(const char *dir, const char *name)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/%s", dir, name);
	if (mkdir(path, 0777) == -1 && errno != EEXIST)
		fail(path);
}

static void
write_sample(const char *dir, const struct sample *s)
{
	struct buf out = { NULL, 0, 0, false };
	char path[4096];
	FILE *f;

	s->make(&out);
	f = create(dir, s->name, path, sizeof path);
	if (out.n != 0 && fwrite(out.v, 1, out.n, f) != out.n)
		fail(path);
	finish(f, path);
	buf_free(&out);
}

static void
write_all(const char *dir, const struct sample *const *tables)
{
	const struct sample *s;

	for (; *tables != NULL; tables++)
		for (s = *tables; s->name != NULL; s++)
			write_sample(dir, s);
}

static void
write_readme(const char *dir)
{
	const struct sample *const *t, *s;
	char path[4096];
	FILE *f = create(dir, "README", path, sizeof path);

	fputs(introduction, f);
	for (t = committed; *t != NULL; t++)
		for (s = *t; s->name != NULL; s++)
			fprintf(f, "%s\n\t%s\n", s->name, s->what);
	finish(f, path);
}

static void
write_expectations(const char *dir)
{
	const struct sample *const *t, *s;
	char path[4096];
	FILE *f = create(dir, "expect.tab", path, sizeof path);

	fputs("# file, and the status of dumpcat, dumpfilter --heap, "
	    "dumpinfo\n", f);
	for (t = committed; *t != NULL; t++)
		for (s = *t; s->name != NULL; s++)
			fprintf(f, "%-44s %s %s %s\n", s->name, s->cat,
			    s->heap, s->info);
	finish(f, path);
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "--large") == 0) {
		write_all(argv[2], big_ones);
		return 0;
	}
	if (argc == 3 && strcmp(argv[1], "--example") == 0) {
		write_all(argv[2], examples);
		return 0;
	}
	if (argc != 2 || argv[1][0] == '-') {
		fprintf(stderr,
		    "usage: mkcorpus [--large | --example] DIR\n");
		return 2;
	}
	folder(argv[1], "good");
	folder(argv[1], "bad");
	folder(argv[1], "packed");
	write_all(argv[1], committed);
	write_readme(argv[1]);
	write_expectations(argv[1]);
	return 0;
}
