/* SPDX-License-Identifier: BSD-2-Clause */
/* zips_bits.c -- no wrong bit in a zip archive goes unnoticed that matters. */
#include <sys/stat.h>
#include <check.h>

#include "io/source.h"
#include "tests/packed.h"
#include "tests/zips.h"

static struct dump_err err;

/* What a reader of ZIP comes to: its members and bytes.  False: no more than
 * that something is wrong. */
static bool
told(struct buf *all, const struct buf *zip)
{
	const struct dump_member *m;
	struct dump_archive *a;
	struct dump_source *src, *in;
	struct unpacked u;
	bool whole = true;
	size_t i;

	*all = (struct buf){ 0 };
	ck_assert_int_eq(source_from_memory(&src, zip->v, zip->n, &err), 0);
	if (dump_archive_read(&a, src, &err) == -1) {
		dump_source_close(src);
		return false;
	}
	for (i = 0; whole && i < dump_archive_members(a); i++) {
		m = dump_archive_member(a, i);
		buf_text(all, m->name);
		buf_u32(all, m->mode & S_IFMT);
		whole = dump_archive_open(&in, a, i, &err) == 0;
		if (!whole)
			break;
		u = packed_read(in, 100);
		whole = !u.failed && !u.flawed;
		if (u.bytes.n > 0)
			buf_add(all, u.bytes.v, u.bytes.n);
		buf_free(&u.bytes);
	}
	dump_archive_close(a);
	dump_source_close(src);
	return whole;
}

void
zips_turn_bits(struct buf *zip, size_t step)
{
	struct buf right, now;
	bool whole;
	size_t i;

	ck_assert(told(&right, zip));
	for (i = step / 2; i < zip->n * 8; i += step) {
		zip->v[i / 8] ^= (uint8_t)(1 << i % 8);
		whole = told(&now, zip);
		ck_assert_msg(!whole || buf_same(&now, &right),
		    "bit %zu of byte %zu", i % 8, i / 8);
		buf_free(&now);
		zip->v[i / 8] ^= (uint8_t)(1 << i % 8);
	}
	buf_free(&right);
}
