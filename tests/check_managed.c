/* SPDX-License-Identifier: BSD-2-Clause */
/* check_managed.c -- what of private memory the debugger of .NET reads. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"

/* A thread on a stack at 210000; the data of the runtime are at 13000, and
 * generated code between memory of the loader at 300000. */
#define DOTNET "thread sp=210800 tp=213740\n"	\
	"r-- 10000+1000 /net/libcoreclr.so@0\n"	\
	"r-- 11000+1000 /net/libcoreclr.so@1000\n"	\
	"rw- 13000+1000 /net/libcoreclr.so@3000\n"	\
	"rw- 210000+4000\n"	\
	"rw- 300000+2000\nr-x 302000+1000\nrw- 303000+1000\nrw- 305000+1000\n"
#define STACK	UINT64_C(0x210900)
#define DATA	UINT64_C(0x13100)

static void
ask(struct process *p)
{
	process_ask(p, ASK_PLUMBING | ASK_STACKS);
	process_ask(p, ASK_MANAGED);
}

/* What pointers lead to of memory at FROM and above; static. */
static const char *
reached(struct process *p, uint64_t from)
{
	static char text[512];
	struct set some = { 0 };
	const struct set *all = &p->m->survey.managed_frames;
	struct dump_err err;
	size_t i;

	ask(p);
	for (i = 0; i < all->n; i++)
		if (all->v[i].addr >= from)
			ck_assert_int_eq(set_add(&some, (struct span){
			    all->v[i].addr, all->v[i].last - all->v[i].addr +
			    1 }, "", &err), 0);
	set_settle(&some);
	strncpy(text, process_set(&some, NULL), sizeof text - 1);
	set_free(&some);
	return text;
}

START_TEST(blocks_are_let_in_that_pointers_lead_to)
{
	struct process p = process_new(DOTNET "rw- 600000+50000\n");

	process_put(&p, STACK, 0x612340);
	process_put(&p, 0x61ff00, 0x630008);
	/* Not by what nothing leads to. */
	process_put(&p, 0x645000, 0x600008);
	ck_assert_str_eq(reached(&p, 0x600000), "610000+10000 630000+10000");
	process_free(&p);
}
END_TEST

START_TEST(the_runtime_leads_on_by_its_data)
{
	struct process p = process_new(DOTNET "rw- 600000+20000\n");

	process_put(&p, DATA, 0x612340);
	ck_assert_str_eq(reached(&p, 0x600000), "610000+10000");
	process_free(&p);
}
END_TEST

START_TEST(data_of_other_modules_lead_on_where_stacks_point_into_them)
{
	static const char text[] = DOTNET
	    "r-- 500000+1000 /lib/libx.so@0\nrw- 501000+1000 /lib/libx.so@1000\n"
	    "rw- 600000+20000\n";
	struct process p = process_new(text);

	process_put(&p, 0x501008, 0x612340);
	ck_assert_str_eq(reached(&p, 0x600000), "");
	process_free(&p);
	p = process_new(text);
	process_put(&p, 0x501008, 0x612340);
	process_put(&p, STACK, 0x500100);
	ck_assert_str_eq(reached(&p, 0x600000), "610000+10000");
	process_free(&p);
}
END_TEST

START_TEST(pointers_are_followed_to_a_depth)
{
	struct process p = process_new(DOTNET "rw- 600000+100000\n");
	uint64_t block;

	process_put(&p, STACK, 0x600008);
	for (block = 0x600000; block < 0x6f0000; block += 0x10000)
		process_put(&p, block + 0x40, block + 0x10008);
	ck_assert_str_eq(reached(&p, 0x600000), "600000+90000");
	process_free(&p);
}
END_TEST

START_TEST(near_the_end_of_a_block_the_next_page_is_let_in)
{
	struct process p = process_new(DOTNET "rw- 600000+30000\n");

	process_put(&p, STACK, 0x60ff08);
	ck_assert_str_eq(reached(&p, 0x600000), "600000+11000");
	process_free(&p);
}
END_TEST

START_TEST(a_chunk_of_malloc_is_let_in_alone_and_whole)
{
	struct process p = process_new(DOTNET "rw- 600000+50000\n");

	process_put(&p, STACK, 0x610010);
	process_put(&p, 0x610008, 0x20021);
	process_put(&p, 0x630028, 0x31);
	ck_assert_str_eq(reached(&p, 0x600000), "610000+21000");
	process_free(&p);
}
END_TEST

START_TEST(what_is_behind_a_chunk_must_say_so)
{
	struct process p = process_new(DOTNET "rw- 600000+50000\n");

	process_put(&p, STACK, 0x610010);
	process_put(&p, 0x610008, 0x20021);
	process_put(&p, 0x630028, 0x30);
	ck_assert_str_eq(reached(&p, 0x600000), "610000+10000");
	process_free(&p);
}
END_TEST

START_TEST(a_large_chunk_has_pages_of_its_own)
{
	struct process p = process_new(DOTNET "rw- 600000+50000\n");

	process_put(&p, STACK, 0x605010);
	process_put(&p, 0x605008, 0x23002);
	ck_assert_str_eq(reached(&p, 0x600000), "605000+23000");
	process_free(&p);
}
END_TEST

START_TEST(large_tables_only_count_where_the_runtime_has_them)
{
	struct process p = process_new(DOTNET "rw- 600000+300000\n");

	process_put(&p, STACK, 0x605010);
	process_put(&p, 0x605008, 0x200002);
	ck_assert_str_eq(reached(&p, 0x600000), "600000+10000");
	process_free(&p);
	p = process_new(DOTNET "rw- 600000+300000\n");
	process_put(&p, DATA, 0x605010);
	process_put(&p, 0x605008, 0x200002);
	ck_assert_str_eq(reached(&p, 0x600000), "605000+200000");
	process_free(&p);
}
END_TEST

START_TEST(memory_beside_generated_code_is_the_loaders)
{
	struct process p = process_new(DOTNET);

	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.managed_frames,
	    "memory of the loader"), "300000+2000 303000+1000");
	process_free(&p);
}
END_TEST

/* N objects of 24 bytes from ADDR on, of the method table at 13080. */
static void
put_objects(struct process *p, uint64_t addr, int n)
{
	process_put(p, 0x13080, UINT64_C(24) << 32);
	for (; n > 0; n--, addr += 24)
		process_put(p, addr, 0x13080);
}

START_TEST(a_region_full_of_objects_is_a_heap)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n"
	    "rw- 1000000+20000\n");

	put_objects(&p, 0x800028, 32);
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.heaps, NULL),
	    "800000+20000");
	ck_assert_ptr_null(p.m->survey.managed_refusal);
	/* Heaps are no part of what frames need. */
	ck_assert_str_eq(process_set(&p.m->survey.managed,
	    "objects of .NET"), "800000+20000");
	ck_assert_str_eq(reached(&p, 0x600000), "");
	process_free(&p);
}
END_TEST

START_TEST(heaps_are_not_followed)
{
	struct process p = process_new(DOTNET "rw- 600000+20000\n"
	    "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 32);
	process_put(&p, 0x800400, 0x600008);
	process_put(&p, STACK, 0x800400);
	ck_assert_str_eq(reached(&p, 0x600000), "");
	process_free(&p);
}
END_TEST

START_TEST(room_of_a_thread_among_objects_is_passed_over)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 16);
	put_objects(&p, 0x802000, 16);
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.heaps, NULL),
	    "800000+20000");
	process_free(&p);
}
END_TEST

START_TEST(elements_count_in_the_size_of_an_object)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n");

	put_objects(&p, 0x801028, 32);
	/* A string of 2,038 characters: 22 bytes and two for each. */
	process_put(&p, 0x13090, UINT64_C(22) << 32 | 0x80000002);
	process_put(&p, 0x800028, 0x13090);
	process_put(&p, 0x800030, 2037);
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.heaps, NULL),
	    "800000+20000");
	process_free(&p);
}
END_TEST

START_TEST(few_objects_are_believed_near_a_heap)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n"
	    "rw- c00000+10000\nrw- f0000c00000+10000\n");

	put_objects(&p, 0x800028, 32);
	put_objects(&p, 0xc00028, 1);
	put_objects(&p, UINT64_C(0xf0000c00028), 1);
	ask(&p);
	/* With the gap between them, in which there is nothing. */
	ck_assert_str_eq(process_set(&p.m->survey.heaps, NULL),
	    "800000+410000");
	process_free(&p);
}
END_TEST

START_TEST(few_objects_alone_are_no_heap)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 31);
	ask(&p);
	ck_assert_uint_eq(p.m->survey.heaps.n, 0);
	ck_assert_ptr_nonnull(p.m->survey.managed_refusal);
	ck_assert_ptr_null(p.m->survey.frames_refusal);
	process_free(&p);
}
END_TEST

START_TEST(an_earlier_cut_tells_where_heaps_were)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n");

	p.m->facts.provenance = "tool=dumpkit\nheaps=800000+20000 900000+10\n"
	    "heaps=a00000+10\n";
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.heaps, NULL),
	    "800000+20000 900000+10 a00000+10");
	process_free(&p);
}
END_TEST

START_TEST(objects_that_frames_hold_are_told_apart)
{
	struct process p = process_new(DOTNET "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 32);
	/* An array of 8,000 bytes. */
	process_put(&p, 0x13090, UINT64_C(16) << 32 | 0x80000001);
	process_put(&p, 0x805000, 0x13090);
	process_put(&p, 0x805008, 8000);
	process_put(&p, STACK, 0x805000);
	process_put(&p, STACK + 8, 0x810100);
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.managed_objects, NULL),
	    "804000+3000 810000+1000");
	process_free(&p);
}
END_TEST

static const char contract[] = "{ \"types\": { \"Thread\": { \"LinkNext\": "
    "[16, \"pointer\"], \"LastThrownObject\": [8, \"GCHandle\"] },"
    "\"ThreadStore\": { \"FirstThreadLink\": 32 }, \"Exception\": {"
    "\"_message\": 16, \"_innerException\": 32 } },"
    "\"globals\": { \"ThreadStore\": [[1], \"pointer\"] } }";

/* The runtime describes itself: one thread, at 600100. */
static void
put_contract(struct process *p)
{
	process_put_text(p, 0x11000, contract);
	memcpy(process_at(p, 0x13200), "DNCCDAC", 8);
	put_le32(process_at(p, 0x1320c), sizeof contract - 1);
	process_put_all(p, 0x13210, UINT64_C(0x11000), UINT64_C(2),
	    UINT64_C(0x13300), NO_WORD);
	process_put(p, 0x13308, 0x13400);	/* the second variable */
	process_put(p, 0x13400, 0x600000);
	process_put(p, 0x600020, 0x600110);
	process_put(p, 0x600108, 0x600200);	/* a handle */
}

START_TEST(exceptions_are_found_by_what_the_runtime_says_of_itself)
{
	struct process p = process_new(DOTNET "rw- 600000+10000\n"
	    "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 32);
	put_contract(&p);
	process_put(&p, 0x600200, 0x805000);
	process_put(&p, 0x805000, 0x13080);
	process_put(&p, 0x805010, 0x807000);	/* what it says */
	process_put(&p, 0x805020, 0x809000);	/* and what was before */
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.managed_objects, NULL),
	    "804000+6000");
	process_free(&p);
}
END_TEST

START_TEST(objects_are_kept_that_native_memory_holds)
{
	struct process p = process_new(DOTNET "rw- 600000+10000\n"
	    "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 32);
	process_put(&p, DATA, 0x600000);
	process_put(&p, 0x600300, 0x80c100);
	ask(&p);
	ck_assert_str_eq(process_set(&p.m->survey.managed_objects, NULL),
	    "80c000+1000");
	process_free(&p);
}
END_TEST

START_TEST(a_list_of_threads_may_run_in_a_circle)
{
	struct process p = process_new(DOTNET "rw- 600000+10000\n"
	    "rw- 800000+20000\n");

	put_objects(&p, 0x800028, 32);
	put_contract(&p);
	process_put(&p, 0x600110, 0x600110);
	ask(&p);
	ck_assert_uint_eq(p.m->survey.managed_objects.n, 0);
	process_free(&p);
}
END_TEST

START_TEST(without_the_data_of_the_runtime_nothing_is_known)
{
	struct process p = process_new("thread sp=210800 tp=213740\n"
	    "r-- 10000+1000 /net/libcoreclr.so@0\nrw- 210000+4000\n"
	    "rw- 600000+10000\n");

	ask(&p);
	ck_assert_ptr_nonnull(p.m->survey.managed_refusal);
	ck_assert_ptr_nonnull(p.m->survey.frames_refusal);
	process_free(&p);
}
END_TEST

Suite *
managed_suite(void)
{
	Suite *s = suite_create("managed");
	TCase *t = tcase_create("pointers");

	tcase_add_test(t, blocks_are_let_in_that_pointers_lead_to);
	tcase_add_test(t, the_runtime_leads_on_by_its_data);
	tcase_add_test(t,
	    data_of_other_modules_lead_on_where_stacks_point_into_them);
	tcase_add_test(t, pointers_are_followed_to_a_depth);
	tcase_add_test(t, near_the_end_of_a_block_the_next_page_is_let_in);
	tcase_add_test(t, a_chunk_of_malloc_is_let_in_alone_and_whole);
	tcase_add_test(t, what_is_behind_a_chunk_must_say_so);
	tcase_add_test(t, a_large_chunk_has_pages_of_its_own);
	tcase_add_test(t, large_tables_only_count_where_the_runtime_has_them);
	tcase_add_test(t, memory_beside_generated_code_is_the_loaders);
	suite_add_tcase(s, t);
	t = tcase_create("heaps");
	tcase_add_test(t, a_region_full_of_objects_is_a_heap);
	tcase_add_test(t, heaps_are_not_followed);
	tcase_add_test(t, room_of_a_thread_among_objects_is_passed_over);
	tcase_add_test(t, elements_count_in_the_size_of_an_object);
	tcase_add_test(t, few_objects_are_believed_near_a_heap);
	tcase_add_test(t, few_objects_alone_are_no_heap);
	tcase_add_test(t, an_earlier_cut_tells_where_heaps_were);
	suite_add_tcase(s, t);
	t = tcase_create("frames");
	tcase_add_test(t, objects_that_frames_hold_are_told_apart);
	tcase_add_test(t,
	    exceptions_are_found_by_what_the_runtime_says_of_itself);
	tcase_add_test(t, objects_are_kept_that_native_memory_holds);
	tcase_add_test(t, a_list_of_threads_may_run_in_a_circle);
	tcase_add_test(t, without_the_data_of_the_runtime_nothing_is_known);
	suite_add_tcase(s, t);
	return s;
}
