/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_minidump_tables.c -- outputs beyond 4 GiB, outputs whose input ends
 * too early, and the record of what was cut.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "model/format.h"
#include "tests/minidumps.h"
#include "tests/stream.h"
#include "tests/suites.h"

static struct dump_err err;

/* Settles P with RANGE left out and the text TEXT as provenance. */
static void
settle(struct dump_plan **p, struct dump_model *m, struct dump_source *src,
    uint64_t addr, uint64_t size, const char *text)
{
	ck_assert_int_eq(dump_plan_new(p, m, &err), 0);
	if (text == NULL)
		dump_plan_no_provenance(*p);
	ck_assert_int_eq(dump_plan_drop(*p, addr, size, &err), 0);
	if (text == NULL) {
		ck_assert_int_eq(dump_plan_settle(*p, src, &err), 0);
		return;
	}
	(*p)->provenance = strdup(text);
	ck_assert_int_eq(plan_drop(*p, (struct span){ addr, size }, "", &err),
	    0);
	ck_assert_int_eq(plan_resolve(*p, &err), 0);
	ck_assert_int_eq(m->format->layout(&(*p)->layout, *p, src, &err), 0);
	(*p)->settled = true;
}

/*
 * A file of 6 GiB that is nearly all hole: two ranges of memory, then the
 * stacks of two threads, one of them before the ranges.
 */
static struct dump_source *
large_dump(struct buf *b)
{
	const struct md_thread t[] = {
		{ 1, 0, 0x1000, 0x400000, 0x1000, 0x1000 },
		{ 2, 0, UINT64_C(0x900000000), 0, UINT64_C(0x900000000),
		    0x1000 }
	};
	const uint64_t list[][2] = {
		{ 0x1000, 0x1000 }, { 0x10000000, UINT64_C(3) << 30 },
		{ UINT64_C(0x200000000), UINT64_C(3) << 30 },
		{ UINT64_C(0x900000000), 0x1000 }
	};
	struct dump_source *src;
	struct making k;
	int fd;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 2, false);
	mdmp_contexts(&k.m, t, 2);
	buf_set32(&k.b, k.m.stacks[0], 0x1000);
	buf_set32(&k.b, k.m.stacks[1], 0x1000);
	add_list64(&k, 0x10000, list, 4);
	mdmp_end(&k.m);
	dir_make();
	file_make(in_dir("large"), &k.b);
	ck_assert_int_eq(truncate(in_dir("large"), 0x12000 +
	    ((off_t)6 << 30)), 0);
	fd = open(in_dir("large"), O_RDONLY);
	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(dump_source_fd(&src, fd, "large", &err), 0);
	*b = k.b;
	return src;
}

START_TEST(what_does_not_fit_into_4_gib_gets_a_64_bit_list)
{
	struct take out = { .fails = true, .fail_at = 0x3000 };
	struct dump_sink *dst = take_sink(&out);
	struct dump_result res;
	struct dump_source *src;
	struct dump_model *m;
	struct dump_plan *p;
	struct buf in;
	size_t at, t;

	src = large_dump(&in);
	ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
	settle(&p, m, src, 0x10000000, 8, NULL);
	ck_assert_uint_gt(dump_plan_size(p), UINT64_C(6) << 30);
	/* Only the head is of interest. */
	ck_assert_int_eq(dump_write(p, src, dst, NULL, NULL, &res, &err), -1);
	at = stream_at(&out.bytes, MEMORY64_LIST, 0, NULL);
	ck_assert_uint_eq(u64_at(&out.bytes, at), 4);
	ck_assert_uint_eq(u64_at(&out.bytes, at + 16 + 16), 0x10000008);
	t = stream_at(&out.bytes, THREAD_LIST, 0, NULL) + 4 + 24;
	ck_assert_uint_eq(u32_at(&out.bytes, t + 8), 0x1000);
	ck_assert_uint_eq(u32_at(&out.bytes, t + 12),
	    u64_at(&out.bytes, at + 8));
	/* Beyond 4 GiB a stack has an address, a size, and no offset. */
	ck_assert_uint_eq(u64_at(&out.bytes, t + 48), 0x900000000);
	ck_assert_uint_eq(u32_at(&out.bytes, t + 56), 0x1000);
	ck_assert_uint_eq(u32_at(&out.bytes, t + 60), 0);
	dump_sink_abort(dst);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	buf_free(&in);
	buf_free(&out.bytes);
	dir_remove();
}
END_TEST

/* Three ranges of memory, the last one a stack; their bytes come last. */
static struct buf
small_dump(bool list64)
{
	const struct md_thread t[] = {
		{ 1, 0, 0x3000, 0, 0x3000, 0x40 },
		{ 2, 0, 0x1000, 0, 0x1000, 0x40 }
	};
	const uint64_t list[][3] = {
		{ 0x1000, 0x40, 0x800 }, { 0x2000, 0x40, 0x840 },
		{ 0x3000, 0x40, 0x880 }
	};
	const uint64_t sizes[][2] = {
		{ 0x1000, 0x40 }, { 0x2000, 0x40 }, { 0x3000, 0x40 }
	};
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 2, false);
	if (list64)
		add_list64(&k, 0x800, sizes, 3);
	else
		add_list(&k, list, 3);
	buf_set32(&k.b, k.m.stacks[0], 0x40);
	buf_set32(&k.b, k.m.stacks[0] + 4, 0x880);
	buf_set32(&k.b, k.m.stacks[1], 0x40);
	buf_set32(&k.b, k.m.stacks[1] + 4, 0x800);
	buf_zeros(&k.b, 0x800 - k.b.n);
	buf_fill(&k.b, 1, 0x40);
	buf_fill(&k.b, 2, 0x40);
	buf_fill(&k.b, 3, 0x40);
	mdmp_end(&k.m);
	return k.b;
}

/* Reads N bytes of it from a pipe, leaves out 8 of them, into a file. */
static struct buf
cut_short(bool list64, size_t n)
{
	struct feed f = { .bytes = small_dump(list64) };
	struct dump_source *src;
	struct dump_sink *dst;
	struct dump_result res;
	struct dump_model *m;
	struct dump_plan *p;
	struct buf out = { 0 };
	size_t whole = f.bytes.n;
	FILE *file;
	int c;

	f.bytes.n = n;
	src = feed_source(&f, false);
	dir_make();
	ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
	settle(&p, m, src, 0x1000, 8, NULL);
	ck_assert_int_eq(dump_sink_open(&dst, in_dir("out"), 0, &err), 0);
	ck_assert_int_eq(dump_write(p, src, dst, NULL, NULL, &res, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	ck_assert(res.truncated);
	ck_assert_uint_eq(res.missing, whole - n);
	ck_assert_ptr_nonnull(file = fopen(in_dir("out"), "r"));
	while ((c = getc(file)) != EOF)
		buf_u8(&out, (unsigned)c);
	fclose(file);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	buf_free(&f.bytes);
	dir_remove();
	return out;
}

static void
check_cut_short(bool list64)
{
	struct buf out = cut_short(list64, 0x850);
	struct dump_model *m = dump_read(&out);

	ck_assert_str_eq(tell_memory_list(&out), "1008+38=101010101010101"
	    " 2000+10=202020202020202");
	ck_assert_str_eq(tell_threads(m), "1\n2 stack=1008+38\n");
	ck_assert_str_eq(tell_warnings(m), "");
	dump_model_free(m);
	buf_free(&out);
}

START_TEST(lists_and_stacks_tell_only_of_what_arrived)
{
	check_cut_short(false);
	check_cut_short(true);
}
END_TEST

START_TEST(a_dump_of_which_no_memory_arrived_has_its_records)
{
	struct buf out = cut_short(true, 0x800);
	struct dump_model *m = dump_read(&out);

	ck_assert_str_eq(tell_memory_list(&out), "");
	ck_assert_str_eq(tell_threads(m), "1\n2\n");
	dump_model_free(m);
	buf_free(&out);
}
END_TEST

/* Writes B with TEXT as the record of what was cut. */
static struct buf
cut_with(const struct buf *b, const char *text, uint64_t addr)
{
	struct take out = { 0 };
	struct dump_sink *dst = take_sink(&out);
	struct dump_model *m = dump_read(b);
	struct dump_result res;
	struct dump_source *src;
	struct dump_plan *p;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	settle(&p, m, src, addr, 8, text);
	ck_assert_int_eq(dump_write(p, src, dst, NULL, NULL, &res, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	return out.bytes;
}

START_TEST(there_is_one_record_of_what_was_cut)
{
	struct buf in = small_dump(false), once, twice;
	struct dump_model *m;
	uint32_t size;
	size_t at;

	once = cut_with(&in, "cut=one\n", 0x1000);
	at = stream_at(&once, 0x444b0004, 0, &size);
	ck_assert_uint_eq(size, 8);
	ck_assert_mem_eq(once.v + at, "cut=one\n", 8);
	twice = cut_with(&once, "cut=one\ncut=two\n", 0x2000);
	m = dump_read(&twice);
	ck_assert_str_eq(tell_records(m),
	    "SystemInfo ThreadList MemoryList DumpkitProvenance");
	ck_assert_str_eq(m->facts.provenance, "cut=one\ncut=two\n");
	dump_model_free(m);
	buf_free(&in);
	buf_free(&once);
	buf_free(&twice);
}
END_TEST

START_TEST(without_a_new_text_the_old_record_stays)
{
	struct buf in = small_dump(false), once, twice;
	struct dump_model *m;

	once = cut_with(&in, "cut=one\n", 0x1000);
	twice = cut_with(&once, NULL, 0x2000);
	m = dump_read(&twice);
	ck_assert_str_eq(m->facts.provenance, "cut=one\n");
	dump_model_free(m);
	buf_free(&in);
	buf_free(&once);
	buf_free(&twice);
}
END_TEST

Suite *
minidump_tables_suite(void)
{
	Suite *s = suite_create("minidump_tables");
	TCase *t = tcase_create("minidump_tables");

	tcase_add_test(t, what_does_not_fit_into_4_gib_gets_a_64_bit_list);
	tcase_add_test(t, lists_and_stacks_tell_only_of_what_arrived);
	tcase_add_test(t, a_dump_of_which_no_memory_arrived_has_its_records);
	tcase_add_test(t, there_is_one_record_of_what_was_cut);
	tcase_add_test(t, without_a_new_text_the_old_record_stays);
	suite_add_tcase(s, t);
	return s;
}
