/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * check_bounds.c -- small dumps that would like to be large: what they cost
 * stays in proportion.  Where an answer would take minutes, this says so by
 * running into the time that a test has.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "filters/what.h"
#include "minidump/ranges.h"
#include "process/classify.h"
#include "tests/elfcores.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { AMD64 = 62, NOTE = 4 };

static struct synth_elf s;
static struct dump_err err;

/* Headers are found by number: the notes are 0, these begin with 2. */
START_TEST(notes_that_many_segments_name_are_told_once)
{
	enum { MORE = 300 };
	struct dump_model *m;
	size_t first, all, i;
	struct buf b;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	first = s.notes[0].n;
	synth_elf_files(&s, 1, "1000+1000@0=/a 2000+1000@0=/b");
	synth_elf_note(&s, "CORE", 2, "fp", 2);
	all = s.notes[0].n;
	synth_elf_loads(&s, "1000+1000 rw-");
	for (i = 0; i < MORE; i++)
		synth_elf_phdr(&s, NOTE, 0, 1, 0);
	b = synth_elf_end(&s);
	/* One ends early, others begin late, most are the same. */
	synth_elf_set(&b, 0, P_FILESZ, first);
	for (i = 2; i < 2 + MORE; i++) {
		synth_elf_set(&b, i, P_OFFSET, s.note_at[0] +
		    (i % 3 == 0 ? first : 0));
		synth_elf_set(&b, i, P_FILESZ, all -
		    (i % 3 == 0 ? first : 0));
	}
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_records(m),
	    "CORE/PRSTATUS:0 CORE/FILE CORE/FPREGSET:0");
	ck_assert_str_eq(elf_files(m), "1000+1000@0=/a 2000+1000@0=/b");
	ck_assert_str_eq(elf_warnings(m), "300 segments of notes share bytes"
	    " with others: the first one counts\n");
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

/* Notes of 2,000 threads, 6 MiB, which no source keeps for good; padded to
 * ALIGN, though the header may SAY otherwise. */
static struct buf
with_many_notes(enum synth_order order, uint64_t align, uint64_t say)
{
	static const uint8_t state[2696];
	uint32_t i;

	synth_elf_begin(&s, 64, false, AMD64);
	s.order = order;
	s.note_align = align;
	for (i = 0; i < 2000; i++) {
		synth_elf_amd64(&s, i + 1, 0, 0x1000, 0x5000);
		synth_elf_note(&s, "LINUX", 0x202, state, sizeof state);
	}
	s.note_align = say;
	synth_elf_loads(&s, "100000+800000 rw- 7ff00000+1000 rw-");
	return synth_elf_end(&s);
}

START_TEST(notes_are_read_in_one_pass)
{
	static const struct {
		enum synth_order order; uint64_t align, say;
	} kinds[] = { { NOTES_FIRST, 4, 4 }, { NOTES_FIRST, 8, 8 },
	    { NOTES_FIRST, 4, 8 }, { NOTES_LAST, 4, 4 },
	    { NOTES_LAST, 8, 8 }, { NOTES_LAST, 4, 8 } };
	struct dump_source *src;
	struct dump_model *m;
	struct feed f;
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		f = (struct feed){ .bytes = with_many_notes(kinds[i].order,
		    kinds[i].align, kinds[i].say) };
		src = feed_source(&f, true);
		ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
		ck_assert_uint_eq(m->nthreads, 2000);
		ck_assert_uint_eq(m->nrecords, 4000);
		ck_assert_uint_eq(f.rewinds, 0);
		dump_model_free(m);
		dump_source_close(src);
		buf_free(&f.bytes);
	}
}
END_TEST

/* A cut of one page: what comes out, and how often SRC goes back to the
 * start. */
static struct buf
cut_page(const struct buf *in, unsigned *rewinds)
{
	struct feed f = { .bytes = *in };
	struct dump_source *src = feed_source(&f, true);
	struct dump_result res;
	struct take out = { 0 };
	struct dump_sink *dst = take_sink(&out);
	struct dump_model *m;
	struct dump_plan *p;

	ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(dump_plan_drop(p, 0x200000, 0x1000, &err), 0);
	dump_plan_no_provenance(p);
	ck_assert_int_eq(dump_write(p, src, dst, NULL, NULL, &res, &err), 0);
	ck_assert_int_eq(dump_sink_commit(&dst, &err), 0);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	*rewinds = f.rewinds;
	return out.bytes;
}

START_TEST(a_cut_of_what_rewinds_takes_two_passes)
{
	static const enum synth_order orders[] = { NOTES_FIRST, NOTES_LAST,
	    NOTES_SPLIT };
	struct elf_cut how = { .drop = "200000+1000", .way = FROM_MEMORY };
	struct buf in, out, same;
	unsigned rewinds;
	size_t i;

	for (i = 0; i < sizeof orders / sizeof *orders; i++) {
		in = with_many_notes(orders[i], 4, 4);
		out = cut_page(&in, &rewinds);
		same = elf_cut(&in, &how);
		ck_assert_uint_eq(out.n, same.n);
		ck_assert(memcmp(out.v, same.v, out.n) == 0);
		ck_assert_uint_eq(rewinds, 1);
		buf_free(&in);
		buf_free(&out);
		buf_free(&same);
	}
}
END_TEST

/* FNV-1a, as far as a table of 2^18 entries looks at it. */
static uint32_t
hash_on(uint32_t h, const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		h = (h ^ (unsigned char)text[i]) * 16777619u & 0x3ffff;
	return h;
}

enum { PAIRS = 16, PAIR = 5 };

/* Two texts of five letters that bring H to one value. */
static uint32_t
find_pair(uint32_t h, char pair[2][PAIR])
{
	static uint32_t seen[1 << 18];
	uint32_t n, from = 0, to, digits;
	char text[PAIR];
	int i;

	memset(seen, 0, sizeof seen);
	for (n = 1;; n++) {
		for (i = 0, digits = n; i < PAIR; i++, digits /= 26)
			text[i] = (char)('a' + digits % 26);
		to = hash_on(h, text, PAIR);
		if ((from = seen[to]) != 0)
			break;
		seen[to] = n;
	}
	memcpy(pair[1], text, PAIR);
	for (i = 0; i < PAIR; i++, from /= 26)
		pair[0][i] = (char)('a' + from % 26);
	return to;
}

/* 65,536 names, made of sixteen pairs, have one hash. */
START_TEST(names_that_share_a_hash_cost_no_more_than_others)
{
	static char pairs[PAIRS][2][PAIR];
	char name[PAIRS * PAIR];
	uint32_t h = 2166136261u & 0x3ffff, i, k;
	struct mapping map = { .at.size = 1 };
	struct dump_model *m;

	for (k = 0; k < PAIRS; k++)
		h = find_pair(h, pairs[k]);
	ck_assert_int_eq(model_new(&m, &err), 0);
	for (i = 0; i < 1u << PAIRS; i++) {
		for (k = 0; k < PAIRS; k++)
			memcpy(name + k * PAIR, pairs[k][i >> k & 1], PAIR);
		ck_assert_uint_eq(hash_on(2166136261u & 0x3ffff, name,
		    sizeof name), h);
		map.at.addr = i;
		ck_assert_int_eq(model_add_file(m, name, sizeof name,
		    &map.file, &err), 0);
		ck_assert_int_eq(model_add_mapping(m, &map, &err), 0);
	}
	ck_assert_int_eq(model_settle(m, &err), 0);
	ck_assert_uint_eq(m->nfiles, 1u << PAIRS);
	dump_model_free(m);
}
END_TEST

/* 100,000 ranges of a file whose name has 300,000 bytes before END. */
static struct dump_model *
model_of_long_name(const char *start, const char *end, unsigned prot)
{
	enum { LEN = 300000, RANGES = 100000 };
	struct mapping map = { .at = { 0, RANGES * 2 }, .off = 1 };
	struct region r = { .at.size = 1, .mapping = NONE, .module = NONE,
	    .allocation = NONE, .prot = (uint16_t)prot };
	struct dump_model *m;
	char *name = malloc(LEN + 1);
	uint64_t i;

	ck_assert_ptr_nonnull(name);
	memset(name, 'a', LEN);
	memcpy(name, start, strlen(start));
	strcpy(name + LEN - strlen(end), end);
	ck_assert_int_eq(model_new(&m, &err), 0);
	ck_assert_int_eq(model_add_file(m, name, LEN, &map.file, &err), 0);
	ck_assert_int_eq(model_add_mapping(m, &map, &err), 0);
	for (i = 0; i < RANGES; i++) {
		r.at.addr = i * 2;
		ck_assert_int_eq(model_add_region(m, &r, &err), 0);
	}
	ck_assert_int_eq(model_settle(m, &err), 0);
	ck_assert_int_eq(classify(m, &err), 0);
	free(name);
	return m;
}

static size_t counted;

static int
count(struct dump_plan *p, struct span at, const char *rule,
    struct dump_err *e)
{
	(void)p;
	(void)at;
	(void)rule;
	(void)e;
	counted++;
	return 0;
}

START_TEST(a_name_is_looked_at_once_not_for_every_range)
{
	static const struct what_edit edit = { .memory = count };
	struct dump_model *m;
	struct what w;

	m = model_of_long_name("/memfd:", " (deleted)", DUMP_R | DUMP_W);
	ck_assert_int_eq(m->regions[77].class, DUMP_PRW);
	dump_model_free(m);
	m = model_of_long_name("/", ".so", DUMP_R | DUMP_X);
	ck_assert_int_eq(m->regions[77].class, DUMP_CODE);
	ck_assert_int_eq(what_parse(&w, "code:a*.so", &err), 0);
	ck_assert_int_eq(what_apply(&w, m, NULL, &edit, &err), 0);
	ck_assert_uint_eq(counted, m->nregions);
	dump_model_free(m);
}
END_TEST

/* What a plan that drops a page of LOADS would write. */
static int
size_without_a_page(struct buf *b, uint64_t page, uint64_t *size)
{
	struct dump_source *src;
	struct dump_model *m;
	struct dump_plan *p;
	int rc;

	ck_assert_int_eq(dump_source_memory(&src, b->v, b->n, &err), 0);
	ck_assert_int_eq(dump_model_read(&m, src, &err), 0);
	m->page = page;
	ck_assert_int_eq(dump_plan_new(&p, m, &err), 0);
	ck_assert_int_eq(dump_plan_drop(p, 0x1000000, 4096, &err), 0);
	if ((rc = dump_plan_settle(p, src, &err)) == 0)
		*size = dump_plan_size(p);
	dump_plan_free(p);
	dump_model_free(m);
	dump_source_close(src);
	buf_free(b);
	return rc;
}

START_TEST(segments_that_overlap_do_not_multiply)
{
	uint64_t size = 0, first, i;
	struct buf b;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "1000000+900000 rw- 3000000+900000 rw- "
	    "5000000+900000 rw- 7000000+900000 rw-");
	b = synth_elf_end(&s);
	first = synth_elf_get(&b, 0, P_OFFSET);
	for (i = 1; i < 4; i++)
		synth_elf_set(&b, i, P_OFFSET, first + 4096 * i);
	ck_assert_int_eq(size_without_a_page(&b, 4096, &size), -1);
	ck_assert_int_eq(err.code, DUMP_E_LIMIT);
}
END_TEST

START_TEST(a_page_that_is_too_large_takes_no_room)
{
	uint64_t size = 0;
	struct buf b;

	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "1000000+2000 rw- 3000000+1000 rw- "
	    "5000000+1000 rw- 7000000+1000 rw-");
	b = synth_elf_end(&s);
	ck_assert_int_eq(size_without_a_page(&b, 16 << 20, &size), 0);
	ck_assert_uint_lt(size, 1 << 20);
}
END_TEST

START_TEST(a_stack_that_claims_all_memory_is_not_all_searched)
{
	enum { MANY = 100000 };
	struct range *v = calloc(MANY, sizeof *v), out;
	struct ranges r = { .v = v, .n = MANY };
	struct span all = { 0, UINT64_MAX };
	size_t i;

	for (i = 0; i < MANY; i++)
		v[i] = (struct range){ 0x1000 * i, 0x10, 0x10 * i };
	for (i = 0; i < 200000; i++)
		ck_assert(ranges_stack(&r, all, 0x100 + 0x1000 * i, &out));
	/* The one that holds SP is found wherever it is. */
	for (i = 0; i < MANY; i += 99) {
		ck_assert(ranges_stack(&r, all, 0x1008 + 0x1000 * (i - 1),
		    &out));
		ck_assert_uint_eq(out.addr, 0x1000 * i);
	}
	free(v);
}
END_TEST

Suite *
bounds_suite(void)
{
	Suite *suite = suite_create("bounds");
	TCase *t = tcase_create("all");

	tcase_add_test(t, notes_that_many_segments_name_are_told_once);
	tcase_add_test(t, notes_are_read_in_one_pass);
	tcase_add_test(t, a_cut_of_what_rewinds_takes_two_passes);
	tcase_add_test(t, names_that_share_a_hash_cost_no_more_than_others);
	tcase_add_test(t, a_name_is_looked_at_once_not_for_every_range);
	tcase_add_test(t, segments_that_overlap_do_not_multiply);
	tcase_add_test(t, a_page_that_is_too_large_takes_no_room);
	tcase_add_test(t, a_stack_that_claims_all_memory_is_not_all_searched);
	/* Seconds on a machine that has nothing else to do. */
	tcase_set_timeout(t, 30);
	suite_add_tcase(suite, t);
	return suite;
}
