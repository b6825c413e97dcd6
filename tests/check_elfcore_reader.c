/* SPDX-License-Identifier: BSD-2-Clause */
/* check_elfcore_reader.c -- ELF cores: headers, segments, what is damaged. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "io/source.h"
#include "model/format.h"
#include "tests/elfcores.h"
#include "tests/stream.h"
#include "tests/suites.h"

enum { AMD64 = 62, I386 = 3, S390 = 22, PPC = 20 };

extern const struct dump_format dump_format_elfcore;

static struct synth_elf s;
static struct dump_err err;

/* A core of x86-64 with these segments and one thread. */
static struct buf
core_of(const char *loads)
{
	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_loads(&s, loads);
	return synth_elf_end(&s);
}

static void
expect_memory(const struct buf *b, const char *wanted)
{
	struct dump_model *m = elf_read(b, FROM_MEMORY, NULL);

	ck_assert_str_eq(elf_memory(m), wanted);
	dump_model_free(m);
}

START_TEST(every_class_and_order_is_read)
{
	static const struct {
		unsigned bits; bool big; unsigned machine; enum machine is;
	} kinds[] = {
		{ 64, false, AMD64, MACHINE_X86_64 },
		{ 64, true, S390, MACHINE_S390X },
		{ 32, false, I386, MACHINE_X86 },
		{ 32, true, PPC, MACHINE_PPC },
		{ 64, true, 0x1234, MACHINE_UNKNOWN },
	};
	struct synth_thread t = { .len = 200, .id = 7, .pc_at = 180,
	    .sp_at = 190 };
	struct dump_model *m;
	struct buf b;
	size_t i;
	int way;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		synth_elf_begin(&s, kinds[i].bits, kinds[i].big,
		    kinds[i].machine);
		synth_elf_thread(&s, &t);
		synth_elf_loads(&s, "1000+2000 r-x 4000+3000/1000 rw-");
		b = synth_elf_end(&s);
		for (way = 0; way < WAYS; way++) {
			m = elf_read(&b, (enum way)way, NULL);
			ck_assert_str_eq(elf_memory(m),
			    "1000+2000 r-x 0 1000+2000@1000\n"
			    "4000+3000 rw- 1 4000+1000@3000\n");
			ck_assert_uint_eq(m->threads[0].seen.id, 7);
			ck_assert_int_eq((int)m->machine, (int)kinds[i].is);
			ck_assert_uint_eq(m->word, kinds[i].bits / 8);
			ck_assert(m->facts.big_endian == kinds[i].big);
			ck_assert(!m->damaged);
			dump_model_free(m);
		}
		buf_free(&b);
	}
}
END_TEST

START_TEST(only_cores_are_ours)
{
	struct buf b = core_of("1000+1000 r--");

	ck_assert_int_gt(dump_format_elfcore.probe(b.v, b.n), 0);
	ck_assert_int_eq(dump_format_elfcore.probe(b.v, 17), 0);
	b.v[16] = 2;				/* ET_EXEC */
	ck_assert_int_eq(dump_format_elfcore.probe(b.v, b.n), 0);
	buf_free(&b);
}
END_TEST

/* Every layout of a file says the same. */
static struct buf
ordered(enum synth_order order, uint64_t align)
{
	synth_elf_begin(&s, 64, false, AMD64);
	s.order = order;
	s.align = align;
	s.note_behind = order == NOTES_FIRST;
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_next_notes(&s);
	synth_elf_auxv(&s, (uint64_t[]){ 3, 0x1040, 9, 0x1234, 0, 0 });
	synth_elf_loads(&s, "1000+2000 r-x 4000+3000 rw-");
	return synth_elf_end(&s);
}

START_TEST(parts_may_stand_in_any_order)
{
	static const enum synth_order orders[] = { NOTES_FIRST, NOTES_LAST,
	    TABLE_LAST, NOTES_SPLIT };
	struct dump_model *m;
	struct buf b;
	size_t i;
	int way;

	for (i = 0; i < sizeof orders / sizeof *orders; i++)
		for (way = 0; way < WAYS; way++) {
			b = ordered(orders[i], i % 2 == 0 ? 4096 : 1);
			m = elf_read(&b, (enum way)way, NULL);
			ck_assert_str_eq(elf_records(m),
			    "CORE/PRSTATUS:0 CORE/AUXV");
			ck_assert_uint_eq(m->npieces, 2);
			ck_assert_uint_eq(m->at_phdr, 0x1040);
			ck_assert_uint_eq(m->at_entry, 0x1234);
			dump_model_free(m);
			buf_free(&b);
		}
}
END_TEST

/* Notes behind 8 MiB of memory: they cannot be held. */
START_TEST(a_pipe_is_spooled_only_for_notes_that_come_late)
{
	static const struct {
		enum synth_order order; bool spools;
	} kinds[] = { { NOTES_FIRST, false }, { NOTES_LAST, true },
	    { TABLE_LAST, true } };
	struct dump_model *m;
	uint64_t spooled;
	struct buf b;
	size_t i;

	for (i = 0; i < 3; i++) {
		synth_elf_begin(&s, 64, false, AMD64);
		s.order = kinds[i].order;
		synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
		synth_elf_loads(&s, "100000+800000 rw-");
		b = synth_elf_end(&s);
		m = elf_read(&b, FROM_PIPE, &spooled);
		ck_assert((spooled > 0) == kinds[i].spools);
		ck_assert_uint_eq(m->nthreads, 1);
		dump_model_free(m);
		m = elf_read(&b, FROM_REWINDER, &spooled);
		ck_assert_uint_eq(spooled, 0);
		ck_assert_uint_eq(m->nthreads, 1);
		dump_model_free(m);
		buf_free(&b);
	}
}
END_TEST

START_TEST(small_cores_with_late_notes_are_held)
{
	struct buf b = ordered(NOTES_LAST, 1);
	uint64_t spooled;

	dump_model_free(elf_read(&b, FROM_PIPE, &spooled));
	ck_assert_uint_eq(spooled, 0);
	buf_free(&b);
}
END_TEST

/* 70,000 segments of 16 bytes, with section header 0 at the end. */
static struct buf
many(bool notes, bool count, enum synth_order order)
{
	enum { N = 70000 };
	uint64_t i;

	synth_elf_begin(&s, 64, false, AMD64);
	s.align = 1;
	s.no_count = !count;
	s.order = order;
	if (notes)
		synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	for (i = 0; i < N; i++)
		synth_elf_phdr(&s, 1, 0x1000 + i * 0x1000, 16, 0x1000);
	return synth_elf_end(&s);
}

static void
expect_many(const struct buf *b, enum way way, bool notes)
{
	struct dump_model *m = elf_read(b, way, NULL);

	ck_assert_uint_eq(m->npieces, 70000);
	ck_assert_uint_eq(m->nthreads, notes);
	ck_assert_uint_eq(m->pieces[69999].at.addr, 0x1000 + 69999 * 0x1000);
	ck_assert(!m->facts.truncated || way != FROM_PIPE);
	dump_model_free(m);
}

START_TEST(more_segments_than_16_bits_are_counted)
{
	struct buf b = many(true, true, NOTES_FIRST);
	int way;

	for (way = 0; way < WAYS; way++)
		expect_many(&b, (enum way)way, true);
	buf_free(&b);
	b = many(false, true, NOTES_FIRST);
	for (way = 0; way < WAYS; way++)
		expect_many(&b, (enum way)way, false);
	buf_free(&b);
}
END_TEST

/* Notes that lie a whole number of headers behind the table do not count. */
START_TEST(late_notes_do_not_make_memory_headers)
{
	struct buf b = many(true, true, NOTES_LAST);
	int way;

	ck_assert_uint_eq((s.note_at[0] - s.table) % 56, 0);
	for (way = 0; way < WAYS; way++)
		expect_many(&b, (enum way)way, true);
	buf_free(&b);
}
END_TEST

/* Its name has one byte, and 1 is PT_LOAD. */
START_TEST(a_note_that_looks_like_a_header_is_none)
{
	struct dump_model *m;
	uint64_t i, desc[7] = { 0x1000, 0xabc000, 0, 16, 16, 0, 0 };
	struct buf b;

	synth_elf_begin(&s, 64, false, AMD64);
	s.align = 1;
	synth_elf_note(&s, "", 7, desc, sizeof desc);
	for (i = 0; i < 70000; i++)
		synth_elf_phdr(&s, 1, 0x1000 + i * 0x1000, 8, 0x1000);
	b = synth_elf_end(&s);
	m = elf_read(&b, FROM_PIPE, NULL);
	ck_assert_uint_eq(m->nregions, 70000);
	ck_assert_uint_eq(m->nrecords, 1);
	ck_assert_uint_eq(m->nwarnings, 0);
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

/* Old writers had no more than the 16 bits. */
START_TEST(without_sections_65535_segments_are_meant)
{
	struct dump_model *m;
	struct buf b;
	uint64_t i;
	int way;

	synth_elf_begin(&s, 64, false, AMD64);
	s.align = 1;
	s.no_count = true;
	for (i = 0; i < 65535; i++)
		synth_elf_phdr(&s, 1, 0x1000 + i * 0x1000, 8, 0x1000);
	b = synth_elf_end(&s);
	buf_set64(&b, 40, 0);			/* e_shoff */
	for (way = 0; way < WAYS; way++) {
		m = elf_read(&b, (enum way)way, NULL);
		ck_assert_uint_eq(m->npieces, 65535);
		ck_assert(!m->damaged);
		dump_model_free(m);
	}
	buf_free(&b);
}
END_TEST

/* What follows the table would pass for one more header. */
START_TEST(the_count_in_the_file_is_believed)
{
	struct buf b = many(true, true, NOTES_FIRST);
	struct dump_model *m;

	buf_set32(&b, b.n - 64 + 44, 69000);
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_uint_eq(m->npieces, 68999);
	dump_model_free(m);
	m = elf_read(&b, FROM_REWINDER, NULL);
	ck_assert_uint_eq(m->npieces, 68999);
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(a_lost_count_follows_from_the_notes_or_the_offsets)
{
	struct buf b = many(true, false, NOTES_FIRST);
	int way;

	for (way = 0; way < WAYS; way++)
		expect_many(&b, (enum way)way, true);
	buf_free(&b);
	b = many(false, false, NOTES_FIRST);
	for (way = 0; way < WAYS; way++)
		expect_many(&b, (enum way)way, false);
	buf_free(&b);
}
END_TEST

START_TEST(headers_may_be_longer_than_we_know)
{
	struct buf b;

	synth_elf_begin(&s, 64, false, AMD64);
	s.phentsize = 72;
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_loads(&s, "1000+2000 r-x 4000+3000 rw-");
	b = synth_elf_end(&s);
	expect_memory(&b, "1000+2000 r-x 0 1000+2000@1000\n"
	    "4000+3000 rw- 1 4000+3000@3000\n");
	buf_set16(&b, 54, 32);
	ck_assert_str_eq(elf_refused(&b, DUMP_E_DAMAGED),
	    "ELF header: program headers of 32 bytes, they take 56");
	buf_free(&b);
}
END_TEST

START_TEST(offsets_of_segments_without_bytes_mean_nothing)
{
	struct buf b = core_of("1000+1000 r-- 4000+3000/0 rw- 9000+1000 rw-");

	synth_elf_set(&b, 2, P_OFFSET, UINT64_MAX);
	expect_memory(&b, "1000+1000 r-- 0 1000+1000@1000\n"
	    "4000+3000 rw- 1\n9000+1000 rw- 2 9000+1000@2000\n");
	buf_free(&b);
}
END_TEST

START_TEST(a_segment_ends_where_the_address_space_does)
{
	struct buf b = core_of("fffffffffffff000+1000 r-x");
	struct dump_model *m;

	expect_memory(&b, "fffffffffffff000+1000 r-x 0"
	    " fffffffffffff000+1000@1000\n");
	synth_elf_set(&b, 1, P_MEMSZ, 0x5000);
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_uint_eq(m->regions[0].at.size, 0x1000);
	ck_assert_str_eq(elf_warnings(m), "!segment 0xfffffffffffff000: 20480"
	    " bytes go beyond the address space\n");
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(a_segment_of_32_bits_ends_at_4_gib)
{
	struct buf b;

	synth_elf_begin(&s, 32, false, I386);
	synth_elf_loads(&s, "fffff000+1000 r-x");
	b = synth_elf_end(&s);
	expect_memory(&b, "fffff000+1000 r-x 0 fffff000+1000@1000\n");
	synth_elf_set(&b, 0, P_MEMSZ, 0x2000);
	expect_memory(&b, "fffff000+1000 r-x 0 fffff000+1000@1000\n");
	buf_free(&b);
}
END_TEST

START_TEST(more_bytes_than_memory_are_memory)
{
	struct buf b = core_of("1000+3000 rw-");
	struct dump_model *m;

	synth_elf_set(&b, 1, P_MEMSZ, 0x1000);
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_memory(m), "1000+3000 rw- 0 1000+3000@1000\n");
	ck_assert_str_eq(elf_warnings(m),
	    "segment 0x1000: 12288 bytes in the file, 4096 in memory\n");
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(of_two_that_overlap_the_first_one_counts)
{
	struct buf b = core_of("2000+2000 rw- 1000+2000 r--");
	struct dump_model *m = elf_read(&b, FROM_MEMORY, NULL);

	ck_assert_str_eq(elf_memory(m), "1000+1000 r-- 1 1000+1000@3000\n"
	    "2000+2000 rw- 0 2000+2000@1000\n");
	ck_assert_uint_eq(m->nwarnings, 1);
	ck_assert(!m->damaged);
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(offsets_that_no_file_has_are_damage)
{
	struct buf b = core_of("1000+1000 rw- 4000+1000 rw-");
	struct dump_model *m;

	synth_elf_set(&b, 2, P_OFFSET, UINT64_MAX - 0x800);
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_memory(m), "1000+1000 rw- 0 1000+1000@1000\n"
	    "4000+1000 rw- 1 cut\n");
	ck_assert(m->damaged);
	ck_assert(m->facts.truncated);
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(what_is_cut_off_is_known_to_be)
{
	struct buf b = core_of("1000+2000 rw- 4000+3000/1000 r-- 9000+1000 "
	    "rw-");
	struct dump_model *m;

	buf_cut(&b, 0x3400);
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_str_eq(elf_memory(m), "1000+2000 rw- 0 1000+2000@1000\n"
	    "4000+400 r-- 1 4000+400@3000\n4400+c00 r-- 1 cut\n"
	    "5000+2000 r-- 1\n9000+1000 rw- 2 cut\n");
	ck_assert_uint_eq(m->facts.end, 0x5000);
	ck_assert(m->facts.truncated);
	ck_assert(m->damaged);
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(without_notes_and_memory_nothing_is_left)
{
	struct buf b = core_of("1000+2000 rw-");
	size_t n;

	for (n = 18; n < 64 + 2 * 56; n++) {
		buf_cut(&b, 0);
		buf_free(&b);
		b = core_of("1000+2000 rw-");
		buf_cut(&b, n);
		elf_refused(&b, DUMP_E_TRUNC);
	}
	buf_free(&b);
	synth_elf_begin(&s, 64, false, AMD64);
	synth_elf_loads(&s, "1000+2000/0 rw-");
	b = synth_elf_end(&s);
	ck_assert_str_eq(elf_refused(&b, DUMP_E_DAMAGED),
	    "neither notes nor memory are there");
	buf_free(&b);
}
END_TEST

START_TEST(a_table_that_is_cut_off_still_gives_what_it_has)
{
	struct buf b;
	struct dump_model *m;

	synth_elf_begin(&s, 64, false, AMD64);
	s.order = TABLE_LAST;
	synth_elf_amd64(&s, 7, 11, 0x1000, 0x5000);
	synth_elf_loads(&s, "1000+2000 rw- 4000+3000 rw-");
	b = synth_elf_end(&s);
	buf_cut(&b, b.n - 10);
	m = elf_read(&b, FROM_MEMORY, NULL);
	ck_assert_uint_eq(m->nthreads, 1);
	ck_assert_uint_eq(m->npieces, 1);
	ck_assert_str_eq(elf_warnings(m),
	    "!program headers: 2 of 3 are there\n");
	ck_assert(m->facts.truncated);
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

START_TEST(a_core_of_nothing_is_refused)
{
	struct buf b = core_of("1000+1000 r--");

	buf_set16(&b, 56, 0);
	ck_assert_str_eq(elf_refused(&b, DUMP_E_DAMAGED),
	    "ELF header: a core dump without program headers");
	buf_set16(&b, 56, 2);
	buf_set64(&b, 32, 8);
	ck_assert_str_eq(elf_refused(&b, DUMP_E_DAMAGED), "ELF header: "
	    "program headers at 0x8, inside the ELF header");
	buf_set64(&b, 32, UINT64_MAX - 20);
	elf_refused(&b, DUMP_E_TRUNC);
	buf_set64(&b, 32, 64);
	b.v[5] = 3;
	buf_set16(&b, 16, 4);
	elf_refused(&b, DUMP_E_DAMAGED);
	buf_free(&b);
}
END_TEST

START_TEST(measuring_never_spools)
{
	struct buf b = ordered(NOTES_LAST, 1);
	struct dump_source *src;
	struct feed f = { 0 };
	uint64_t end;

	f.bytes = b;
	src = feed_source(&f, false);
	ck_assert_int_eq(dump_format_elfcore.measure(src, &end, &err), 0);
	ck_assert_uint_eq(end, b.n);
	ck_assert_uint_lt(f.pos, b.n);
	dump_source_close(src);
	buf_free(&b);

	synth_elf_begin(&s, 64, false, AMD64);
	s.order = TABLE_LAST;
	synth_elf_loads(&s, "100000+800000 rw-");
	b = synth_elf_end(&s);
	f = (struct feed){ .bytes = b };
	src = feed_source(&f, false);
	ck_assert_int_eq(dump_format_elfcore.measure(src, &end, &err), 0);
	ck_assert_uint_eq(end, DUMP_NOWHERE);
	ck_assert_uint_eq(dump_source_spooled(src), 0);
	dump_source_close(src);
	buf_free(&b);
}
END_TEST

Suite *
elfcore_reader_suite(void)
{
	Suite *suite = suite_create("elfcore_reader");
	TCase *t = tcase_create("all");

	tcase_add_test(t, every_class_and_order_is_read);
	tcase_add_test(t, only_cores_are_ours);
	tcase_add_test(t, parts_may_stand_in_any_order);
	tcase_add_test(t, a_pipe_is_spooled_only_for_notes_that_come_late);
	tcase_add_test(t, small_cores_with_late_notes_are_held);
	tcase_add_test(t, more_segments_than_16_bits_are_counted);
	tcase_add_test(t, late_notes_do_not_make_memory_headers);
	tcase_add_test(t, a_note_that_looks_like_a_header_is_none);
	tcase_add_test(t, without_sections_65535_segments_are_meant);
	tcase_add_test(t, the_count_in_the_file_is_believed);
	tcase_add_test(t, a_lost_count_follows_from_the_notes_or_the_offsets);
	tcase_add_test(t, headers_may_be_longer_than_we_know);
	tcase_add_test(t, offsets_of_segments_without_bytes_mean_nothing);
	tcase_add_test(t, a_segment_ends_where_the_address_space_does);
	tcase_add_test(t, a_segment_of_32_bits_ends_at_4_gib);
	tcase_add_test(t, more_bytes_than_memory_are_memory);
	tcase_add_test(t, of_two_that_overlap_the_first_one_counts);
	tcase_add_test(t, offsets_that_no_file_has_are_damage);
	tcase_add_test(t, what_is_cut_off_is_known_to_be);
	tcase_add_test(t, without_notes_and_memory_nothing_is_left);
	tcase_add_test(t, a_table_that_is_cut_off_still_gives_what_it_has);
	tcase_add_test(t, a_core_of_nothing_is_refused);
	tcase_add_test(t, measuring_never_spools);
	suite_add_tcase(suite, t);
	return suite;
}
