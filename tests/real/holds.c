/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * holds.c -- does a dump hold what stacks.c says is alive?
 *
 *	holds DUMP <TRUTH
 *
 * Prints how many bytes of the stacks named there the dump holds, and how
 * many they have; says 1 where live bytes are missing or wrong.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "dump.h"

/* Bytes of [ADDR, ADDR + LEN) in the dump; their words are checked if WORDS.
 * *WRONG counts those that are not as they should be. */
static uint64_t
look(struct dump_source *src, const struct dump_model *m, uint64_t addr,
    uint64_t len, bool words, uint64_t *wrong)
{
	uint64_t at, size, off, from, to, here, held = 0, word;
	struct dump_err err;
	size_t i;

	for (i = 0; i < dump_model_pieces(m); i++) {
		dump_model_piece(m, i, &at, &size, &off);
		from = at > addr ? at : addr;
		to = at + size < addr + len ? at + size : addr + len;
		if (from >= to)
			continue;
		held += to - from;
		for (here = from; words && here + 8 <= to; here += 8)
			if (dump_source_read(src, off + (here - at), &word, 8,
			    &err) == -1 ||
			    word != here * UINT64_C(0x9e3779b97f4a7c15))
				++*wrong;
	}
	return held;
}

int
main(int argc, char **argv)
{
	uint64_t addr, len, held, stacks = 0, kept = 0, wrong = 0, none = 0;
	struct dump_source *src = NULL;
	struct dump_model *m = NULL;
	struct dump_err err;
	char what[16];
	int lines = 0;

	if (argc != 2 || dump_source_open(&src, argv[1], &err) == -1 ||
	    dump_model_read(&m, src, &err) == -1) {
		fprintf(stderr, "holds: %s\n", argc != 2 ?
		    "usage: holds DUMP <TRUTH" : err.msg);
		return 1;
	}
	while (scanf("%15s %" SCNx64 " %" SCNx64, what, &addr, &len) == 3) {
		lines++;
		if (strcmp(what, "stack") == 0) {
			stacks += len;
			kept += look(src, m, addr, len, false, &none);
			continue;
		}
		held = look(src, m, addr, len, true, &wrong);
		if (held != len || wrong != 0) {
			fprintf(stderr, "holds: %#" PRIx64 "+%#" PRIx64
			    ": %#" PRIx64 " there, %" PRIu64 " words wrong\n",
			    addr, len, held, wrong);
			return 1;
		}
	}
	printf("%" PRIu64 " %" PRIu64 "\n", kept, stacks);
	dump_model_free(m);
	dump_source_close(src);
	return lines == 0;
}
