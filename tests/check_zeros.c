/* SPDX-License-Identifier: BSD-2-Clause */
/* check_zeros.c -- long runs of zeros: found, shared, dropped. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "process/survey.h"
#include "tests/laws.h"
#include "tests/minidumps.h"
#include "tests/suites.h"
#include "tests/synth_elf.h"
#include "tests/synth_process.h"

static struct dump_err err;

/* The runs of a process whose memory is zero but for these places. */
static const char *
runs(const char *model, const uint64_t *places, size_t n)
{
	static char text[1024];
	struct process p = process_new(model);
	size_t i;

	for (i = 0; i < n; i++)
		process_put(&p, places[i], 1);
	process_ask(&p, ASK_ZERO_RUNS);
	snprintf(text, sizeof text, "%s",
	    process_set(&p.m->survey.zero_runs, NULL));
	process_free(&p);
	return text;
}

START_TEST(runs_are_whole_pages_and_long)
{
	static const uint64_t places[] = { 0x110008, 0x128ff8, 0x140000 };

	/* 0x111000-0x128000 is long enough, 0x129000-0x140000 is too; what
	 * is left at the end is not. */
	ck_assert_str_eq(runs("rw- 110000+40000\n", places, 3),
	    "111000+17000 129000+17000");
	ck_assert_str_eq(runs("rw- 110000+10000\n", NULL, 0),
	    "110000+10000");
	ck_assert_str_eq(runs("rw- 110000+f000\n", NULL, 0), "");
}
END_TEST

START_TEST(runs_go_on_in_neighbours)
{
	static const uint64_t places[] = { 0x100000 };

	ck_assert_str_eq(runs("rw- 100000+9000 load=1\n"
	    "rwx 109000+9000 load=2\n", places, 1), "101000+11000");
	ck_assert_str_eq(runs("rw- 109000+9000 load=2\n"
	    "rw- 100000+9000 load=1\n", places, 1), "101000+11000");
	ck_assert_str_eq(runs("rw- 100000+9000\nrw- 10a000+9000\n", NULL, 0),
	    "");
}
END_TEST

START_TEST(files_are_not_asked_about)
{
	ck_assert_str_eq(runs("rw- 100000+20000 /lib/libx.so@0\n"
	    "rw- 120000+20000\n"
	    "rw- 140000+20000 /data/database@0\n", NULL, 0),
	    "120000+20000");
	/* Without a list of files what is only read may be of one. */
	ck_assert_str_eq(runs("r-- 100000+20000\nrw- 140000+20000\n", NULL,
	    0), "140000+20000");
	ck_assert_str_eq(runs("os windows\nmodule a.dll 100000+20000\n"
	    "rw- 100000+20000 image\nrw- 140000+20000 private\n"
	    "rw- 180000+20000 mapped\n", NULL, 0), "140000+20000");
}
END_TEST

START_TEST(what_is_cut_off_is_not_known_to_be_zero)
{
	struct process p = process_new("rw- 100000+40000\n");

	process_cut_short(&p, 0x120800);
	process_ask(&p, ASK_ZERO_RUNS);
	ck_assert_str_eq(process_set(&p.m->survey.zero_runs, NULL),
	    "100000+20000");
	process_free(&p);
}
END_TEST

enum { AMD64 = 62 };

/* A core whose segments are zero from the second page on. */
static struct buf
core_of(const char *loads)
{
	static struct synth_elf s;
	struct buf b;
	uint64_t off, size;
	size_t i;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_loads(&s, loads);
	b = synth_elf_end(&s);
	for (i = 0; i < synth_elf_count(&b); i++) {
		if (synth_elf_get(&b, i, P_TYPE) != 1)
			continue;
		off = synth_elf_get(&b, i, P_OFFSET);
		size = synth_elf_get(&b, i, P_FILESZ);
		if (size > 0x1000)
			memset(b.v + off + 0x1000, 0, size - 0x1000);
	}
	return b;
}

static struct blob
cut(const struct buf *in, const char *filters, struct outcome *o)
{
	struct blob b = { in->v, in->n, in->n }, out = { NULL, 0, 0 };
	struct cut how = { filters, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };

	if (!cut_blob(&out, &b, &how, o))
		ck_abort_msg("%s: %s", filters, o->err.msg);
	return out;
}

/* Cuts, in every way, and again; IN is used up. */
static void
expect(struct buf in, const char *filters, const char *wanted)
{
	struct blob b = { in.v, in.n, in.n };
	struct cut how = { filters, CUT_NO_PROVENANCE, WAY_MEMORY, 0 };
	struct outcome o;
	struct blob out = cut(&in, filters, &o);
	struct buf text = { .v = out.v, .n = out.n };
	const char *why;

	ck_assert_str_eq(synth_elf_tell(&text), wanted);
	if ((why = law_idempotent(&out, &how)) != NULL ||
	    (why = law_same_ways(&b, &how)) != NULL ||
	    (why = law_subset(&out, &b)) != NULL)
		ck_abort_msg("%s", why);
	blob_free(&out);
	buf_free(&in);
}

START_TEST(shared_zeros_are_in_the_output_once)
{
	/* One block as large as the longest run. */
	expect(core_of("100000+21000 rw- 200000+1000 rw- 300000+13000 rw-"),
	    "zeros:how=share", "note 190+164\n"
	    "load 100000+1000/1000@21000 rw-\n"
	    "load 101000+20000/20000@1000 rw- ?\n"
	    "load 200000+1000/1000@22000 rw-\n"
	    "load 300000+1000/1000@23000 rw-\n"
	    "load 301000+12000/12000@1000 rw- ?\n");
}
END_TEST

START_TEST(a_shared_segment_has_a_mebibyte_at_most)
{
	expect(core_of("1000000+222000 rw-"), "zeros:how=share",
	    "note 158+164\n"
	    "load 1000000+1000/1000@101000 rw-\n"
	    "load 1001000+100000/100000@1000 rw- ?\n"
	    "load 1101000+100000/100000@1000 rw- ?\n"
	    "load 1201000+21000/21000@1000 rw- ?\n");
}
END_TEST

START_TEST(a_single_run_has_nothing_to_share_with)
{
	struct buf in = core_of("100000+21000 rw-");
	struct outcome o;
	struct blob out = cut(&in, "zeros:how=share", &o);

	ck_assert(!o.changed);
	ck_assert_uint_eq(out.n, in.n);
	ck_assert_mem_eq(out.v, in.v, in.n);
	blob_free(&out);
	buf_free(&in);
}
END_TEST

START_TEST(only_kept_zeros_are_shared)
{
	expect(core_of("100000+21000 rw- 200000+21000 rw- 300000+21000 rw-"),
	    "drop:what=0x108000-0x178000 zeros:how=share",
	    "note 190+164\n"
	    "load 100000+8000/8000@21000 rw- ?\n"
	    "load 200000+1000/1000@29000 rw-\n"
	    "load 201000+20000/20000@1000 rw- ?\n"
	    "load 300000+1000/1000@2a000 rw-\n"
	    "load 301000+20000/20000@1000 rw- ?\n");
}
END_TEST

START_TEST(a_later_cut_keeps_zeros_shared)
{
	struct buf in = core_of("100000+21000 rw- 200000+1000 rw- "
	    "300000+13000 rw-"), shared = { 0 };
	struct outcome o;
	struct blob out = cut(&in, "zeros:how=share", &o);

	buf_add(&shared, out.v, out.n);
	expect(shared, "drop:what=0x200000+1000", "note 158+164\n"
	    "load 100000+1000/1000@21000 rw-\n"
	    "load 101000+20000/20000@1000 rw- ?\n"
	    "load 300000+1000/1000@22000 rw-\n"
	    "load 301000+12000/12000@1000 rw- ?\n");
	blob_free(&out);
	buf_free(&in);
}
END_TEST

START_TEST(dropped_zeros_are_in_no_segment)
{
	expect(core_of("100000+21000 rw- 200000+1000 rw- 300000+e000 rw-"),
	    "zeros:how=drop", "note 120+164\n"
	    "load 100000+1000/1000@1000 rw-\n"
	    "load 200000+1000/1000@2000 rw-\n"
	    "load 300000+e000/e000@3000 rw- ?\n");
}
END_TEST

START_TEST(keep_does_nothing)
{
	struct buf in = core_of("100000+21000 rw- 300000+21000 rw-");
	struct outcome o;
	struct blob out = cut(&in, "zeros:how=keep", &o);

	ck_assert(!o.changed);
	blob_free(&out);
	buf_free(&in);
}
END_TEST

static struct dump_model *
read_core(const struct buf *b, struct dump_source **src)
{
	struct dump_model *m;

	if (dump_source_memory(src, b->v, b->n, &err) == -1 ||
	    dump_model_read(&m, *src, &err) == -1)
		ck_abort_msg("%s", err.msg);
	return m;
}

START_TEST(thousands_of_segments_are_counted_in_section_header_0)
{
	struct dump_source *src;
	struct dump_model *m;
	struct outcome o;
	struct buf in = { 0 }, text;
	struct blob out;
	static struct synth_elf s;
	uint64_t i;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	for (i = 0; i < 0xfff0; i++)
		synth_elf_phdr(&s, 1, (i + 1) << 16, 0x1000,
		    0x1000)->flags = 5;
	for (i = 1; i < 0xfff0; i++)
		s.phdrs[i].like = 0;
	/* Each of these becomes a page and a run. */
	for (; i < 0xffff; i++)
		synth_elf_phdr(&s, 1, (i + 1) << 20, 0x11000,
		    0x11000)->flags = 6;
	in = synth_elf_end(&s);
	for (i = 0xfff1; i < 0x10000; i++)
		memset(in.v + synth_elf_get(&in, i, P_OFFSET) + 0x1000, 0,
		    0x10000);
	out = cut(&in, "zeros:how=share", &o);
	text = (struct buf){ .v = out.v, .n = out.n };
	ck_assert_uint_eq(synth_elf_count(&text), 1 + 0xfff0 + 2 * 15);
	m = read_core(&text, &src);
	ck_assert_uint_eq(m->npieces, 0xfff0 + 2 * 15);
	ck_assert_uint_lt(out.n, 0x800000);
	dump_source_close(src);
	dump_model_free(m);
	blob_free(&out);
	buf_free(&in);
}
END_TEST

START_TEST(segments_that_share_all_of_the_file_take_little_time)
{
	static struct synth_elf s;
	struct dump_source *src;
	struct dump_model *m;
	struct buf in;
	uint64_t i;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	for (i = 0; i < 20000; i++)
		synth_elf_phdr(&s, 1, (i + 1) << 28, 0x400000,
		    0x400000)->flags = 6;
	for (i = 1; i < 20000; i++)
		s.phdrs[i].like = 0;
	in = synth_elf_end(&s);
	m = read_core(&in, &src);
	ck_assert_int_eq(survey_answer(m, src, ASK_ZERO_RUNS, &err), 0);
	ck_assert_uint_eq(m->survey.zero_runs.n, 0);
	ck_assert_uint_eq(m->nwarnings, 1);
	ck_assert_ptr_nonnull(strstr(m->warnings[0].text, "shares so many"));
	dump_source_close(src);
	dump_model_free(m);
	buf_free(&in);
}
END_TEST

START_TEST(a_minidump_keeps_zeros_and_says_so)
{
	static const uint64_t list[][2] = { { 0x100000, 0x20000 },
	    { 0x200000, 0x20000 } };
	struct making k;
	struct dump_model *m;
	struct dump_plan *p;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list64(&k, 0x1000, list, 2);
	buf_zeros(&k.b, 0x41000 - k.b.n);
	m = made(&k);
	p = synth_plan(m, "zeros how=share", NULL);
	ck_assert(!p->changes);
	ck_assert_ptr_nonnull(strstr(p->warnings[0].text,
	    "ranges of a minidump cannot share bytes"));
	dump_plan_free(p);
	dump_model_free(m);
}
END_TEST

START_TEST(other_words_are_refused)
{
	ck_assert_int_eq(dump_filter_check("zeros", "how=some", &err), -1);
	ck_assert_int_eq(err.code, DUMP_E_ARG);
	ck_assert_int_eq(dump_filter_check("zeros", NULL, &err), -1);
}
END_TEST

Suite *
zeros_suite(void)
{
	Suite *s = suite_create("zeros");
	TCase *t = tcase_create("zeros");

	tcase_add_test(t, runs_are_whole_pages_and_long);
	tcase_add_test(t, runs_go_on_in_neighbours);
	tcase_add_test(t, files_are_not_asked_about);
	tcase_add_test(t, what_is_cut_off_is_not_known_to_be_zero);
	tcase_add_test(t, shared_zeros_are_in_the_output_once);
	tcase_add_test(t, a_shared_segment_has_a_mebibyte_at_most);
	tcase_add_test(t, a_single_run_has_nothing_to_share_with);
	tcase_add_test(t, only_kept_zeros_are_shared);
	tcase_add_test(t, a_later_cut_keeps_zeros_shared);
	tcase_add_test(t, dropped_zeros_are_in_no_segment);
	tcase_add_test(t, keep_does_nothing);
	tcase_add_test(t,
	    thousands_of_segments_are_counted_in_section_header_0);
	tcase_add_test(t,
	    segments_that_share_all_of_the_file_take_little_time);
	tcase_add_test(t, a_minidump_keeps_zeros_and_says_so);
	tcase_add_test(t, other_words_are_refused);
	suite_add_tcase(s, t);
	return s;
}
