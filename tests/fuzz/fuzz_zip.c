/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * fuzz_zip.c -- members of a zip archive that is read are as long as it says
 * and have the checksum that it says, and come out the same however they are
 * read; else there is an error.
 */
#include <stdlib.h>
#include <string.h>

#include "codec/deflate.h"
#include "io/source.h"
#include "walk.h"

enum {
	MOST = 1024 * 1024,	/* plain bytes that are looked at */
	MEMBERS = 20,		/* that are read */
	STEP = 61 * 1000
};

/* Bytes of a member in order, to its end or a failure. */
struct order {
	uint8_t		*v;
	size_t		 n;
	bool		 whole;
};

static void
in_order(struct order *o, struct dump_source *src)
{
	struct dump_err err;
	size_t got;
	int rc;

	o->n = 0;
	do {
		rc = source_drain(src, o->n, o->v + o->n, STEP, &got, &err);
		o->n += got;
	} while (rc == 0 && got == STEP && o->n + STEP <= MOST);
	o->whole = rc == 0 && got < STEP;
}

/* What was said of a member that was read whole is true. */
static void
keeps_word(const struct order *o, const struct dump_member *m)
{
	if (o->whole && o->n != m->size)
		walk_law("zip", "another length than the list says");
	if (o->whole && crc32_of(0, o->v, o->n) != m->crc)
		walk_law("zip", "another checksum than the list says");
}

/* The same bytes at any place, as far as any come. */
static void
here_and_there(const struct order *o, struct dump_source *src)
{
	static uint8_t buf[STEP];
	struct dump_err err;
	uint64_t end;
	size_t at, got, i;

	for (i = 0; i < 5; i++) {
		at = i * 2654435761U % MOST;
		if (at >= o->n)
			at = o->n / 2;
		if (source_read_some(src, at, buf, STEP, &got, &err) == -1 ||
		    at >= o->n)
			continue;
		if (got > o->n - at)
			got = o->n - at;
		if (memcmp(buf, o->v + at, got) != 0)
			walk_law("zip", "other bytes than in order");
	}
	if (dump_source_finish(src, &end, &err) == 0 && o->n + STEP <= MOST &&
	    !o->whole)
		walk_law("zip", "proven, but not in order");
}

static void
look_at(struct dump_archive *a, size_t i, struct order *o)
{
	const struct dump_member *m = dump_archive_member(a, i);
	struct dump_source *src;
	struct dump_err err;

	if (m->name[0] == '\0' || m->name[0] == '/' || m->method == NULL)
		walk_law("zip", "a member without a name that it may have");
	if (dump_archive_open(&src, a, i, &err) == -1)
		return;
	in_order(o, src);
	keeps_word(o, m);
	dump_source_close(src);
	if (dump_archive_open(&src, a, i, &err) == -1)
		return;
	here_and_there(o, src);
	dump_source_close(src);
}

/* The one that is a dump, if there is one. */
static void
choose(const uint8_t *data, size_t size)
{
	struct dump_source *src;
	struct dump_err err;
	uint64_t end;

	if (dump_source_memory(&src, data, size, &err) == -1)
		return;
	if (dump_source_size(src) < MOST)
		(void)dump_source_finish(src, &end, &err);
	dump_source_close(src);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct order o = { malloc(MOST), 0, false };
	struct dump_archive *a;
	struct dump_source *src;
	struct dump_err err;
	size_t i;

	if (o.v == NULL || source_from_memory(&src, data, size, &err) == -1)
		abort();
	if (dump_archive_read(&a, src, &err) == 0) {
		for (i = 0; i < dump_archive_members(a) && i < MEMBERS; i++)
			look_at(a, i, &o);
		dump_archive_close(a);
		choose(data, size);
	}
	dump_source_close(src);
	free(o.v);
	return 0;
}
