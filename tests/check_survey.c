/* SPDX-License-Identifier: BSD-2-Clause */
/* check_survey.c -- what only the memory can tell. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "process/memory.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_model.h"

static struct dump_err err;

struct process {
	struct dump_model *m;
	uint8_t		*bytes;
	size_t		 size;
	struct dump_source *src;
};

static struct process
process(const char *text)
{
	struct process p;

	p.m = synth_classified(text);
	p.bytes = synth_bytes(p.m, &p.size);
	ck_assert_int_eq(dump_source_memory(&p.src, p.bytes, p.size, &err),
	    0);
	return p;
}

static void
done(struct process *p)
{
	dump_source_close(p->src);
	dump_model_free(p->m);
	free(p->bytes);
}

static uint8_t *
at(const struct process *p, uint64_t addr)
{
	return p->bytes + synth_offset(p->m, addr);
}

static void
answer(struct process *p, uint32_t question)
{
	ck_assert_int_eq(survey_answer(p->m, p->src, question, &err), 0);
}

START_TEST(memory_is_read_across_pieces_and_to_the_next_gap)
{
	struct process p = process(
	    "rw- 1000+1000 load=1\nrw- 2000+1000 load=2\nrw- 4000+1000\n");
	uint8_t buf[0x3000];
	size_t got;

	memset(at(&p, 0x1800), 1, 0x800);
	memset(at(&p, 0x2000), 2, 0x1000);
	ck_assert_int_eq(memory_read(p.m, p.src, 0x1800, buf, sizeof buf,
	    &got, &err), 0);
	ck_assert_uint_eq(got, 0x1800);
	ck_assert_int_eq(buf[0x7ff], 1);
	ck_assert_int_eq(buf[0x800], 2);
	ck_assert_int_eq(buf[0x17ff], 2);
	ck_assert_int_eq(memory_read(p.m, p.src, 0x3800, buf, sizeof buf,
	    &got, &err), 0);
	ck_assert_uint_eq(got, 0);
	done(&p);
}
END_TEST

START_TEST(reading_ends_with_the_last_address)
{
	struct process p = process("rw- fffffffffffff000+1000\n");
	uint8_t buf[64];
	size_t got;

	ck_assert_int_eq(memory_read(p.m, p.src, UINT64_MAX - 15, buf,
	    sizeof buf, &got, &err), 0);
	ck_assert_uint_eq(got, 16);
	done(&p);
}
END_TEST

/* The source ends where memory of this address should be. */
static void
cut_short(struct process *p, uint64_t addr)
{
	dump_source_close(p->src);
	ck_assert_int_eq(dump_source_memory(&p->src, p->bytes,
	    synth_offset(p->m, addr), &err), 0);
}

START_TEST(reading_ends_where_the_source_does)
{
	struct process p = process(
	    "rw- 2000+1000 load=1\nrw- 1000+1000 load=2\n");
	uint8_t buf[0x2000];
	size_t got;

	cut_short(&p, 0x1800);
	ck_assert_int_eq(memory_read(p.m, p.src, 0x1000, buf, sizeof buf,
	    &got, &err), 0);
	ck_assert_uint_eq(got, 0x800);
	done(&p);
}
END_TEST

START_TEST(zeros_that_are_cut_off_are_not_known_to_be_zeros)
{
	struct process p = process("writer gdb\nr-- 10000+3000 unsure\n");

	cut_short(&p, 0x12000);
	answer(&p, ASK_ZEROS);
	ck_assert_str_eq(synth_class(p.m, DUMP_PRO), "10000+3000");
	done(&p);
}
END_TEST

START_TEST(zeros_that_gdb_calls_readable_are_inaccessible)
{
	struct process p = process("writer gdb\n"
	    "r-- 10000+1000 unsure\n"
	    "r-- 20000+90000 unsure\n"
	    "r-- c0000+1000 unsure\n"
	    "r-- d0000+1000 /lib/libx.so@5000 unsure\n"
	    "rw- e0000+1000 unsure\n");

	*at(&p, 0xaffff) = 1;
	*at(&p, 0xc0000) = 1;
	answer(&p, ASK_ZEROS);
	ck_assert_str_eq(synth_class(p.m, DUMP_NONE), "10000+1000");
	ck_assert_str_eq(synth_class(p.m, DUMP_PRO), "20000+90000 c0000+1000");
	ck_assert_uint_eq(p.m->survey.answered, ASK_ZEROS);
	done(&p);
}
END_TEST

START_TEST(zeros_of_other_writers_are_memory)
{
	struct process p = process("r-- 10000+1000\n");

	ck_assert_uint_eq(survey_open(p.m, ASK_ZEROS), 0);
	answer(&p, ASK_ZEROS);
	ck_assert_str_eq(synth_class(p.m, DUMP_PRO), "10000+1000");
	done(&p);
}
END_TEST

START_TEST(what_questions_touch_is_told_before)
{
	struct process p = process("writer gdb\n"
	    "r-- 10000+1000 unsure\nrw- 20000+1000\n");
	struct set s = { 0 };

	ck_assert_uint_eq(survey_open(p.m, ASK_ZEROS | ASK_PE_SECTIONS |
	    ASK_CLR_METADATA), ASK_ZEROS);
	ck_assert_int_eq(survey_touches(p.m, ASK_ZEROS, &s, &err), 0);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_eq(s.v[0].addr, 0x10000);
	ck_assert_uint_eq(s.v[0].last, 0x10fff);
	set_free(&s);
	answer(&p, ASK_ZEROS);
	ck_assert_uint_eq(survey_open(p.m, ASK_ZEROS), 0);
	done(&p);
}
END_TEST

enum { NT = 0x80, OPTIONAL = NT + 24, SECTIONS = OPTIONAL + 240 };

/* Headers of a 64-bit PE image of SIZE bytes at V. */
static void
put_pe(uint8_t *v, uint32_t stamp, uint32_t size)
{
	memcpy(v, "MZ", 2);
	put_le32(v + 0x3c, NT);
	memcpy(v + NT, "PE\0", 4);
	put_le32(v + NT + 8, stamp);
	put_le16(v + NT + 20, 240);
	put_le16(v + OPTIONAL, 0x20b);
	put_le32(v + OPTIONAL + 56, size);
	put_le32(v + OPTIONAL + 60, 0x400);
	put_le32(v + OPTIONAL + 108, 16);
}

enum { X = 0x20000000, R = 0x40000000 };
#define W 0x80000000u

static void
put_section(uint8_t *v, uint32_t rva, uint32_t size, uint32_t off,
    uint32_t flags)
{
	uint8_t *s = v + SECTIONS + 40 * le16(v + NT + 6);

	put_le16(v + NT + 6, (uint16_t)(le16(v + NT + 6) + 1));
	put_le32(s + 8, size);
	put_le32(s + 12, rva);
	put_le32(s + 16, size);
	put_le32(s + 20, off);
	put_le32(s + 36, flags | R);
}

static const char image[] = "os windows\n"
    "module a.dll 10000+6000 stamp=4711\n"
    "bytes 10000+6000\n";
static const char undivided[] = "10000+1000 headers\n11000+5000 data\n";

START_TEST(section_tables_divide_images_that_nothing_describes)
{
	struct process p = process(image);

	put_pe(at(&p, 0x10000), 0x4711, 0x6000);
	put_section(at(&p, 0x10000), 0x1000, 0x1800, 0x400, X);
	put_section(at(&p, 0x10000), 0x3000, 0x1000, 0x1c00, 0);
	put_section(at(&p, 0x10000), 0x4000, 0x10, 0x2c00, W);
	ck_assert_uint_eq(survey_open(p.m, ASK_PE_SECTIONS), ASK_PE_SECTIONS);
	answer(&p, ASK_PE_SECTIONS);
	ck_assert_str_eq(synth_classes(p.m),
	    "10000+1000 headers\n"
	    "11000+2000 code\n"
	    "13000+1000 rodata\n"
	    "14000+2000 data\n");
	ck_assert_uint_eq(p.m->regions[1].prot & (DUMP_R | DUMP_W | DUMP_X),
	    DUMP_R | DUMP_X);
	done(&p);
}
END_TEST

START_TEST(all_of_a_module_that_may_change_its_class_is_touched)
{
	struct process p = process("os windows\n"
	    "module a.dll 10000+500000 stamp=4711\n"
	    "bytes 10000+500000\n");
	struct set s = { 0 };

	ck_assert_int_eq(survey_touches(p.m, ASK_PE_SECTIONS, &s, &err), 0);
	ck_assert_uint_eq(s.n, 1);
	ck_assert_uint_eq(s.v[0].addr, 0x10000);
	ck_assert_uint_eq(s.v[0].last, 0x50ffff);
	set_free(&s);
	done(&p);
}
END_TEST

START_TEST(a_section_at_the_very_start_takes_no_header_page)
{
	struct process p = process(image);

	put_pe(at(&p, 0x10000), 0x4711, 0x6000);
	put_section(at(&p, 0x10000), 0, 0x6000, 0, X);
	answer(&p, ASK_PE_SECTIONS);
	ck_assert_str_eq(synth_classes(p.m),
	    "10000+1000 headers\n11000+5000 code\n");
	done(&p);
}
END_TEST

START_TEST(more_sections_than_windows_loads_divide_nothing)
{
	struct process p = process(image);
	uint32_t i;

	put_pe(at(&p, 0x10000), 0x4711, 0x6000);
	for (i = 0; i < 97; i++)
		put_section(at(&p, 0x10000), 0x2000 + i, 1, 0x400, X);
	answer(&p, ASK_PE_SECTIONS);
	ck_assert_str_eq(synth_classes(p.m), undivided);
	done(&p);
}
END_TEST

START_TEST(a_section_that_is_there_in_part_is_marked)
{
	struct process p = process("os windows\n"
	    "module a.dll 10000+6000 stamp=4711\n"
	    "bytes 10000+1000\nbytes 11800+100\nbytes 13000+1000\n");

	put_pe(at(&p, 0x10000), 0x4711, 0x6000);
	put_section(at(&p, 0x10000), 0x1000, 0x1800, 0x400, X);
	put_section(at(&p, 0x10000), 0x3000, 0x1000, 0x1c00, X);
	answer(&p, ASK_PE_SECTIONS);
	ck_assert_uint_eq(p.m->nregions, 3);
	ck_assert_uint_ne(p.m->regions[1].prot & REGION_PARTIAL, 0);
	ck_assert_uint_eq(p.m->regions[2].prot & REGION_PARTIAL, 0);
	done(&p);
}
END_TEST

static void
refuse(void (*lie)(uint8_t *v))
{
	struct process p = process(image);

	put_pe(at(&p, 0x10000), 0x4711, 0x6000);
	put_section(at(&p, 0x10000), 0x1000, 0x1000, 0x400, X);
	put_section(at(&p, 0x10000), 0x2000, 0x1000, 0x1400, 0);
	lie(at(&p, 0x10000));
	answer(&p, ASK_PE_SECTIONS);
	ck_assert_str_eq(synth_classes(p.m), undivided);
	done(&p);
}

static void no_magic(uint8_t *v) { v[0] = 0; }
static void no_signature(uint8_t *v) { v[NT] = 0; }
static void far_headers(uint8_t *v) { put_le32(v + 0x3c, 0xfffffff0); }
static void other_stamp(uint8_t *v) { put_le32(v + NT + 8, 1); }
static void larger(uint8_t *v) { put_le32(v + OPTIONAL + 56, 0x7000); }
static void short_header(uint8_t *v) { put_le16(v + NT + 20, 91); }
static void no_kind(uint8_t *v) { put_le16(v + OPTIONAL, 0x107); }
static void beyond(uint8_t *v) { put_le32(v + SECTIONS + 12, 0x5800); }
static void wraps(uint8_t *v) { put_le32(v + SECTIONS + 8, 0xffffffff); }
static void overlap(uint8_t *v) { put_le32(v + SECTIONS + 52, 0x1800); }

START_TEST(headers_that_lie_divide_nothing)
{
	static void (*const lies[])(uint8_t *v) = {
		no_magic, no_signature, far_headers, other_stamp, larger,
		short_header, no_kind, beyond, wraps, overlap
	};

	refuse(lies[_i]);
}
END_TEST

START_TEST(images_with_memory_information_are_not_asked_about)
{
	struct process p = process("os windows\n"
	    "module a.dll 10000+6000\nr-x 10000+6000 image\n");

	ck_assert_uint_eq(survey_open(p.m, ASK_PE_SECTIONS), 0);
	done(&p);
}
END_TEST

/* An assembly: its COM descriptor at RVA 1100, its metadata at 2000. */
static void
put_assembly(uint8_t *v, uint8_t *cor20)
{
	put_pe(v, 0x4711, 0x6000);
	put_section(v, 0x1000, 0x4000, 0x400, X);
	put_le32(v + OPTIONAL + 112 + 14 * 8, 0x1100);
	put_le32(v + OPTIONAL + 112 + 14 * 8 + 4, 72);
	put_le32(cor20 + 8, 0x2000);
	put_le32(cor20 + 12, 0x345);
}

static const char *
metadata(const struct process *p)
{
	static char text[256];
	const struct set *s = &p->m->survey.metadata;
	size_t i, n = 0;

	text[0] = '\0';
	for (i = 0; i < s->n; i++)
		n += (size_t)snprintf(text + n, sizeof text - n, "%s%llx-%llx",
		    i > 0 ? " " : "", (unsigned long long)s->v[i].addr,
		    (unsigned long long)s->v[i].last);
	return text;
}

static const char assembly[] = "os windows\n"
    "module coreclr.dll 90000+1000\n"
    "module App.dll 10000+6000 stamp=4711\n"
    "r-x 10000+6000 image\n";

START_TEST(metadata_is_found_through_the_com_descriptor)
{
	struct process p = process(assembly);

	put_assembly(at(&p, 0x10000), at(&p, 0x11100));
	ck_assert_uint_eq(survey_open(p.m, ASK_CLR_METADATA),
	    ASK_CLR_METADATA);
	answer(&p, ASK_CLR_METADATA);
	ck_assert_str_eq(metadata(&p), "10000-103ff 11100-11147 12000-12344");
	done(&p);
}
END_TEST

START_TEST(metadata_of_a_flat_assembly_lies_where_its_file_has_it)
{
	struct process p = process("os windows\n"
	    "module coreclr.dll 90000+1000\n"
	    "module App.dll 10000+6000 stamp=4711\n"
	    "r-- 10000+6000 mapped\n");

	put_assembly(at(&p, 0x10000), at(&p, 0x10500));
	answer(&p, ASK_CLR_METADATA);
	ck_assert_str_eq(metadata(&p), "10000-103ff 10500-10547 11400-11744");
	done(&p);
}
END_TEST

START_TEST(metadata_outside_the_module_is_not_believed)
{
	struct process p = process(assembly);

	put_assembly(at(&p, 0x10000), at(&p, 0x11100));
	put_le32(at(&p, 0x1110c), 0xffffffff);
	answer(&p, ASK_CLR_METADATA);
	ck_assert_str_eq(metadata(&p), "10000-103ff 11100-11147");
	done(&p);
	p = process(assembly);
	put_assembly(at(&p, 0x10000), at(&p, 0x11100));
	put_le32(at(&p, 0x10000) + OPTIONAL + 112 + 14 * 8, 0x5fff);
	answer(&p, ASK_CLR_METADATA);
	ck_assert_str_eq(metadata(&p), "");
	done(&p);
}
END_TEST

START_TEST(native_images_have_no_metadata)
{
	struct process p = process(assembly);

	put_pe(at(&p, 0x10000), 0x4711, 0x6000);
	answer(&p, ASK_CLR_METADATA);
	ck_assert_str_eq(metadata(&p), "");
	done(&p);
}
END_TEST

START_TEST(only_dotnet_processes_are_asked_for_metadata)
{
	struct process p = process("os windows\n"
	    "module App.dll 10000+6000\nr-x 10000+6000 image\n");

	ck_assert_uint_eq(survey_open(p.m, ASK_CLR_METADATA), 0);
	done(&p);
}
END_TEST

Suite *
survey_suite(void)
{
	Suite *s = suite_create("survey");
	TCase *t = tcase_create("survey");

	tcase_add_test(t, memory_is_read_across_pieces_and_to_the_next_gap);
	tcase_add_test(t, reading_ends_with_the_last_address);
	tcase_add_test(t, reading_ends_where_the_source_does);
	tcase_add_test(t, zeros_that_are_cut_off_are_not_known_to_be_zeros);
	tcase_add_test(t, zeros_that_gdb_calls_readable_are_inaccessible);
	tcase_add_test(t, zeros_of_other_writers_are_memory);
	tcase_add_test(t, what_questions_touch_is_told_before);
	tcase_add_test(t, section_tables_divide_images_that_nothing_describes);
	tcase_add_test(t, a_section_at_the_very_start_takes_no_header_page);
	tcase_add_test(t,
	    all_of_a_module_that_may_change_its_class_is_touched);
	tcase_add_test(t, more_sections_than_windows_loads_divide_nothing);
	tcase_add_test(t, a_section_that_is_there_in_part_is_marked);
	tcase_add_loop_test(t, headers_that_lie_divide_nothing, 0, 10);
	tcase_add_test(t, images_with_memory_information_are_not_asked_about);
	tcase_add_test(t, metadata_is_found_through_the_com_descriptor);
	tcase_add_test(t, metadata_of_a_flat_assembly_lies_where_its_file_has_it);
	tcase_add_test(t, metadata_outside_the_module_is_not_believed);
	tcase_add_test(t, native_images_have_no_metadata);
	tcase_add_test(t, only_dotnet_processes_are_asked_for_metadata);
	suite_add_tcase(s, t);
	return s;
}
