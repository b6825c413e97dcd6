/* SPDX-License-Identifier: BSD-2-Clause */
/* check_links.c -- the loader's lists of libraries, as memory tells them. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

/*
 * A program at 10000 with its headers at 10040, its dynamic section in what
 * is at 13000, and a heap at 20000, where the loader keeps its lists.
 */
#define PROGRAM	"auxv phdr=10040 phnum=3 phent=38\n"	\
	"r-- 10000+1000 /bin/app@0\n"			\
	"r-x 11000+2000 /bin/app@1000\n"		\
	"rw- 13000+1000 /bin/app@3000\n"		\
	"rw- 20000+10000\n"

enum {
	HEADERS = 0x10040, DYNAMIC = 0x13100, DEBUG = 0x20000,
	FIRST = 0x20100, SECOND = 0x20200, NAME = 0x20300, SECTION = 0x20400
};

static void
put_header(struct process *p, size_t i, uint32_t type, uint64_t off,
    uint64_t vaddr)
{
	uint8_t *at = process_at(p, HEADERS + i * 0x38);

	put_le32(at, type);
	put_le64(at + 8, off);
	put_le64(at + 16, vaddr);
}

/* A list of two libraries; the program is loaded 10000 higher than it says. */
static struct process
program(const char *text)
{
	struct process p = process_new(text);

	put_header(&p, 0, 6, 0x40, 0x40);
	put_header(&p, 1, 1, 0, 0);
	put_header(&p, 2, 2, 0x3100, 0x3100);
	process_put_all(&p, DYNAMIC, UINT64_C(1), UINT64_C(0x77),
	    UINT64_C(21), (uint64_t)DEBUG, UINT64_C(0), NO_WORD);
	process_put_all(&p, DEBUG, UINT64_C(1), (uint64_t)FIRST, NO_WORD);
	process_put_all(&p, FIRST, UINT64_C(0x10000), UINT64_C(0),
	    (uint64_t)DYNAMIC, (uint64_t)SECOND, NO_WORD);
	process_put_all(&p, SECOND, UINT64_C(0x30000), (uint64_t)NAME,
	    (uint64_t)SECTION, UINT64_C(0), (uint64_t)FIRST, NO_WORD);
	process_put_text(&p, NAME, "/lib/libx.so");
	process_put_all(&p, SECTION, UINT64_C(5), UINT64_C(6), NO_WORD);
	return p;
}

static const char *
plumbing(struct process *p)
{
	process_ask(p, ASK_PLUMBING);
	return process_set(&p->m->survey.plumbing, NULL);
}

START_TEST(the_way_from_the_headers_to_each_library_is_kept)
{
	struct process p = program(PROGRAM);

	ck_assert_str_eq(plumbing(&p),
	    "13100+30 20000+28 20100+28 20200+28 20300+d 20400+20");
	ck_assert_str_eq(process_warning(&p), "");
	process_free(&p);
}
END_TEST

START_TEST(without_a_header_for_headers_the_first_segment_tells)
{
	struct process p = program(PROGRAM);

	put_header(&p, 0, 4, 0, 0);
	ck_assert_str_eq(plumbing(&p),
	    "13100+30 20000+28 20100+28 20200+28 20300+d 20400+20");
	process_free(&p);
}
END_TEST

START_TEST(other_namespaces_are_on_the_way)
{
	struct process p = program(PROGRAM);

	process_put_all(&p, DEBUG, UINT64_C(2), (uint64_t)FIRST, UINT64_C(0),
	    UINT64_C(0), UINT64_C(0), UINT64_C(0x21000), NO_WORD);
	process_put_all(&p, 0x21000, UINT64_C(2), UINT64_C(0x21100), NO_WORD);
	process_put_all(&p, 0x21100, UINT64_C(0x40000), (uint64_t)NAME,
	    (uint64_t)SECTION, NO_WORD);
	ck_assert_str_eq(plumbing(&p), "13100+30 20000+30 20100+28 20200+28 "
	    "20300+d 20400+20 21000+30 21100+28");
	process_free(&p);
}
END_TEST

START_TEST(namespaces_that_lead_back_end)
{
	struct process p = program(PROGRAM);

	process_put_all(&p, DEBUG, UINT64_C(2), UINT64_C(0), UINT64_C(0),
	    UINT64_C(0), UINT64_C(0), (uint64_t)DEBUG, NO_WORD);
	ck_assert_str_eq(plumbing(&p), "13100+30 20000+30");
	process_free(&p);
}
END_TEST

START_TEST(a_list_in_a_circle_is_followed_once)
{
	struct process p = program(PROGRAM);

	process_put(&p, SECOND + 24, FIRST);
	ck_assert_str_eq(plumbing(&p),
	    "13100+30 20000+28 20100+28 20200+28 20300+d 20400+20");
	ck_assert_str_eq(process_warning(&p),
	    "list of libraries: 0x20100 is on it twice");
	ck_assert(!p.m->damaged);
	process_free(&p);
}
END_TEST

START_TEST(a_list_that_never_ends_ends)
{
	struct process p = process_new("auxv phdr=10040 phnum=3 phent=38\n"
	    "r-- 10000+1000 /bin/app@0\nrw- 13000+1000 /bin/app@3000\n"
	    "rw- 20000+800000\n");
	uint64_t at;

	put_header(&p, 2, 2, 0x13100, 0x13100);
	process_put_all(&p, DYNAMIC, UINT64_C(21), (uint64_t)DEBUG, NO_WORD);
	process_put_all(&p, DEBUG, UINT64_C(1), (uint64_t)FIRST, NO_WORD);
	for (at = FIRST; at < 0x7fff00; at += 64)
		process_put(&p, at + 24, at + 64);
	process_ask(&p, ASK_PLUMBING);
	ck_assert_str_eq(process_warning(&p),
	    "list of libraries: the first 65536 were looked at");
	ck_assert(set_has(&p.m->survey.plumbing, FIRST + 65535 * 64));
	ck_assert(!set_has(&p.m->survey.plumbing, FIRST + 65536 * 64));
	process_free(&p);
}
END_TEST

START_TEST(what_is_not_there_ends_the_way)
{
	struct process p = program(PROGRAM);

	process_put(&p, FIRST + 24, 0x90000);
	ck_assert_str_eq(plumbing(&p), "13100+30 20000+28 20100+28");
	ck_assert_str_eq(process_warning(&p), "");
	process_free(&p);
	p = program(PROGRAM);
	process_put(&p, DYNAMIC + 24, UINT64_MAX - 3);
	ck_assert_str_eq(plumbing(&p), "13100+30");
	process_free(&p);
}
END_TEST

/* No cut keeps that, and so a second look would not find it. */
START_TEST(the_way_does_not_lead_through_code_or_constants)
{
	struct process p = program("auxv phdr=10040 phnum=3 phent=38\n"
	    "r-- 10000+1000 /bin/app@0\n"
	    "r-x 11000+2000 /bin/app@1000\n"
	    "rw- 13000+1000 /bin/app@3000\n"
	    "r-- 1f000+1000 /data/locale@0\n"
	    "rw- 20000+10000\n");

	process_put(&p, FIRST + 24, 0x11000);
	process_put(&p, FIRST + 8, 0x1f000);
	process_put_text(&p, 0x1f000, "name");
	process_put_all(&p, 0x11000, UINT64_C(0), UINT64_C(0), UINT64_C(0),
	    (uint64_t)SECOND, NO_WORD);
	ck_assert_str_eq(plumbing(&p), "13100+30 20000+28 20100+28");
	process_free(&p);
}
END_TEST

START_TEST(names_and_sections_without_an_end_have_a_limit)
{
	struct process p = program(PROGRAM);

	memset(process_at(&p, 0x22000), 'x', 0x3000);
	process_put(&p, SECOND + 8, 0x22000);
	memset(process_at(&p, 0x26000), 1, 0x3000);
	process_put(&p, SECOND + 16, 0x26000);
	ck_assert_str_eq(plumbing(&p), "13100+30 20000+28 20100+28 20200+28 "
	    "22000+1000 26000+1000");
	process_free(&p);
	/* As far as memory goes. */
	p = program(PROGRAM);
	memset(process_at(&p, 0x2ff00), 'x', 0x100);
	process_put(&p, SECOND + 8, 0x2ff00);
	ck_assert_str_eq(process_set(&p.m->survey.plumbing, NULL), "");
	ck_assert_str_eq(plumbing(&p), "13100+30 20000+28 20100+28 20200+28 "
	    "20400+20 2ff00+100");
	process_free(&p);
}
END_TEST

START_TEST(mips_keeps_the_way_beside_the_section)
{
	static const uint64_t tags[] = { 0x70000016, 0x70000035 };
	struct process p;
	size_t i;

	for (i = 0; i < 2; i++) {
		p = program("machine mips64\n" PROGRAM);
		process_put_all(&p, DYNAMIC, tags[i], UINT64_C(0x20800) -
		    (i == 1 ? (uint64_t)DYNAMIC : 0), UINT64_C(0), NO_WORD);
		process_put(&p, 0x20800, DEBUG);
		ck_assert_str_eq(plumbing(&p), "13100+20 20000+28 20100+28 "
		    "20200+28 20300+d 20400+20 20800+8");
		process_free(&p);
	}
}
END_TEST

START_TEST(a_static_program_has_no_list)
{
	struct process p = program(PROGRAM);

	put_header(&p, 2, 4, 0, 0);
	ck_assert_str_eq(plumbing(&p), "");
	process_free(&p);
	p = program(PROGRAM);
	process_put(&p, DYNAMIC + 24, 0);
	ck_assert_str_eq(plumbing(&p), "13100+30");
	process_free(&p);
}
END_TEST

START_TEST(tables_of_odd_sizes_are_no_tables)
{
	struct process p = program("auxv phdr=10040 phnum=3 phent=20\n"
	    "r-- 10000+1000 /bin/app@0\nrw- 13000+1000 /bin/app@3000\n"
	    "rw- 20000+10000\n");

	ck_assert_str_eq(plumbing(&p), "");
	process_free(&p);
	p = program("auxv phdr=10040 phnum=ffffffff phent=38\n"
	    "r-- 10000+1000 /bin/app@0\nrw- 13000+1000 /bin/app@3000\n"
	    "rw- 20000+10000\n");
	ck_assert_str_eq(plumbing(&p), "");
	process_free(&p);
}
END_TEST

START_TEST(blocks_of_threads_are_where_their_pointers_point)
{
	struct process p = process_new("thread sp=1 tp=24100\n"
	    "thread sp=1 tp=26f80\nrw- 20000+10000\n");

	/* The page, the one below, and the next if the block reaches it. */
	ck_assert_str_eq(plumbing(&p), "23000+5000");
	process_free(&p);
	p = process_new("machine arm64\nthread sp=1 tp=24f80\n"
	    "rw- 20000+10000\n");
	ck_assert_str_eq(plumbing(&p), "23000+2000");
	process_free(&p);
	/* Some machines let it point behind the block. */
	p = process_new("machine mips64\nthread sp=1 tp=2b010\n"
	    "rw- 20000+10000\n");
	ck_assert_str_eq(plumbing(&p), "23000+2000 2a000+2000");
	process_free(&p);
	p = process_new("thread sp=1 tp=10\nthread sp=1 tp=fffffffffffffff0\n"
	    "rw- 20000+10000\n");
	ck_assert_str_eq(plumbing(&p), "0+1000 ffffffffffffe000+2000");
	process_free(&p);
}
END_TEST

/* An ELF header of 64 bits, with one segment that can be written. */
static void
put_image(struct process *p, uint64_t base, uint64_t vaddr, uint64_t size)
{
	uint8_t *at = process_at(p, base);

	memcpy(at, "\177ELF\2\1\1", 7);
	put_le16(at + 16, 3);
	put_le64(at + 32, 64);
	put_le16(at + 54, 56);
	put_le16(at + 56, 2);
	put_le32(at + 64, 1);
	put_le32(at + 64 + 4, 5);
	put_le64(at + 64 + 40, 0x1000);
	put_le32(at + 120, 1);
	put_le32(at + 120 + 4, 6);
	put_le64(at + 120 + 16, vaddr);
	put_le64(at + 120 + 40, size);
}

/* Old kernels, and those whose list grew too long. */
#define NAMELESS "auxv phdr=10040 phnum=3 phent=38 base=40000\n"	\
	"r-x 10000+1000\nrw- 13000+1000\nrw- 20000+10000\n"		\
	"r-x 30000+1000\nrw- 32000+2000\nr-x 40000+1000\nrw- 42000+1000\n"

START_TEST(images_that_no_list_of_files_has_tell_what_is_theirs)
{
	struct process p = program(NAMELESS);

	put_image(&p, 0x30000, 0x2100, 0x1800);
	put_image(&p, 0x40000, 0x2000, 0x1000);
	process_ask(&p, ASK_PLUMBING);
	ck_assert_str_eq(process_set(&p.m->survey.plumbing, "image headers"),
	    "30000+1000 40000+1000");
	ck_assert_str_eq(process_set(&p.m->survey.image_data, NULL),
	    "32100+1800 42000+1000");
	process_free(&p);
}
END_TEST

START_TEST(what_does_not_begin_like_an_image_is_none)
{
	struct process p = program(NAMELESS);

	put_image(&p, 0x30000, 0x2100, 0x1800);
	process_at(&p, 0x30000)[16] = 4;
	put_image(&p, 0x40000, 0x2000, 0x100001);
	process_ask(&p, ASK_PLUMBING);
	ck_assert_str_eq(process_set(&p.m->survey.plumbing, "image headers"),
	    "40000+1000");
	/* More than a mebibyte is no small module's. */
	ck_assert_str_eq(process_set(&p.m->survey.image_data, NULL), "");
	process_free(&p);
}
END_TEST

START_TEST(files_that_do_not_begin_like_images_are_none)
{
	struct process p = process_new(
	    "r-- 10000+1000 /lib/elf.so@0\n"
	    "r-- 20000+1000 /lib/text.so@0\n"
	    "r-- 30000+1000 /lib/pe.dll@0\n"
	    "r-- 40000+1000 /lib/mz.dll@0\n"
	    "r-- 50000+1000 /lib/absent.so@0 absent\n"
	    "r-- 60000+1000 /lib/short.so@0 has=60000+3\n"
	    "r-- 70000+1000 /data/locale@0\n");
	size_t i;

	process_put_text(&p, 0x10000, "\177ELF");
	process_put_text(&p, 0x20000, "#!/bin/sh");
	process_put_text(&p, 0x30000, "MZ");
	process_at(&p, 0x30000)[0x3c] = 0x80;
	process_put_text(&p, 0x30080, "PE");
	process_put_text(&p, 0x40000, "MZ");
	process_put_text(&p, 0x60000, "ab");
	process_ask(&p, ASK_IMAGES);
	for (i = 0; i < p.m->nfiles; i++)
		ck_assert_int_eq((p.m->files[i].flags & FILE_NO_IMAGE) != 0,
		    strcmp(p.m->files[i].name, "/lib/text.so") == 0 ||
		    strcmp(p.m->files[i].name, "/lib/mz.dll") == 0);
	process_free(&p);
}
END_TEST

Suite *
links_suite(void)
{
	Suite *s = suite_create("links");
	TCase *t = tcase_create("links");

	tcase_set_timeout(t, 60);
	tcase_add_test(t, the_way_from_the_headers_to_each_library_is_kept);
	tcase_add_test(t, without_a_header_for_headers_the_first_segment_tells);
	tcase_add_test(t, other_namespaces_are_on_the_way);
	tcase_add_test(t, namespaces_that_lead_back_end);
	tcase_add_test(t, a_list_in_a_circle_is_followed_once);
	tcase_add_test(t, a_list_that_never_ends_ends);
	tcase_add_test(t, what_is_not_there_ends_the_way);
	tcase_add_test(t, the_way_does_not_lead_through_code_or_constants);
	tcase_add_test(t, names_and_sections_without_an_end_have_a_limit);
	tcase_add_test(t, mips_keeps_the_way_beside_the_section);
	tcase_add_test(t, a_static_program_has_no_list);
	tcase_add_test(t, tables_of_odd_sizes_are_no_tables);
	tcase_add_test(t, blocks_of_threads_are_where_their_pointers_point);
	tcase_add_test(t, images_that_no_list_of_files_has_tell_what_is_theirs);
	tcase_add_test(t, what_does_not_begin_like_an_image_is_none);
	tcase_add_test(t, files_that_do_not_begin_like_images_are_none);
	suite_add_tcase(s, t);
	return s;
}
