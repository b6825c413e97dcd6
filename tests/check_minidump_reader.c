/* SPDX-License-Identifier: BSD-2-Clause */
/* check_minidump_reader.c -- threads, exceptions and memory of a minidump. */
#include <check.h>

#include "tests/minidumps.h"
#include "tests/suites.h"

/* Where fp lies is of no interest: the contexts are full of their offsets. */
static void
check_registers(enum arch arch, const char *want)
{
	const struct md_thread t[] = { { 7, 0, 0, 0x401000, 0x10008, 0 } };
	struct making k;
	struct dump_model *m;

	make(&k, arch, WINDOWS);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_contexts(&k.m, t, 1);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), want);
	dump_model_free(m);
}

START_TEST(registers_lie_where_the_processor_has_them)
{
	check_registers(ARCH_X86, "7 pc=401000 sp=10008 fp=b4\n");
	check_registers(ARCH_AMD64, "7 pc=401000 sp=10008 fp=a4000000a0\n");
	check_registers(ARCH_ARM, "7 pc=401000 sp=10008 fp=30\n");
	check_registers(ARCH_ARM64, "7 pc=401000 sp=10008 fp=f4000000f0\n");
	check_registers(ARCH_MIPS, "7 pc=401000 sp=10008 fp=f8\n");
}
END_TEST

/* LLDB's contexts lack the vector registers. */
START_TEST(a_context_without_vectors_has_registers)
{
	const struct md_thread t[] = { { 7, 0, 0, 0x401000, 0x10008, 0 } };
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_contexts(&k.m, t, 1);
	buf_set32(&k.b, k.m.contexts[0], 720);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m),
	    "7 pc=401000 sp=10008 fp=a4000000a0\n");
	ck_assert_str_eq(tell_warnings(m), "");
	dump_model_free(m);
}
END_TEST

START_TEST(a_context_too_short_is_none)
{
	const struct md_thread t[] = { { 7, 0, 0, 0x401000, 0x10008, 0 } };
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_threads(&k.m, t, 1, false);
	mdmp_contexts(&k.m, t, 1);
	buf_set32(&k.b, k.m.contexts[0], 0xff);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "7\n");
	dump_model_free(m);
}
END_TEST

START_TEST(without_system_info_there_are_threads_but_no_registers)
{
	const struct md_thread t[] = { { 7, 0x5000, 0, 0x401000, 0, 0 } };
	struct buf b = { 0 };
	struct dump_model *m;
	struct mdmp d;

	mdmp_begin(&d, &b, ARCH_AMD64, 0, 4);
	mdmp_threads(&d, t, 1, false);
	mdmp_contexts(&d, t, 1);
	mdmp_end(&d);
	m = dump_read(&b);
	ck_assert_str_eq(tell_threads(m), "7 tp=5000\n");
	ck_assert_str_eq(tell_warnings(m), "no SystemInfo: registers cannot be"
	    " read without it\n");
	dump_model_free(m);
	buf_free(&b);
}
END_TEST

/* ThreadExList, with an entry that ThreadList has too. */
static void
add_threads_ex(struct making *k, uint32_t a, uint32_t b)
{
	mdmp_open(&k->m, THREAD_EX_LIST);
	buf_u32(&k->b, 2);
	buf_u32(&k->b, a);
	buf_zeros(&k->b, 60);
	buf_u32(&k->b, b);
	buf_zeros(&k->b, 60);
	mdmp_close(&k->m);
}

static void
add_thread_info(struct making *k, uint32_t a, uint32_t b)
{
	mdmp_open(&k->m, THREAD_INFO_LIST);
	buf_u32(&k->b, 12);
	buf_u32(&k->b, 64);
	buf_u32(&k->b, 2);
	buf_u32(&k->b, a);
	buf_zeros(&k->b, 60);
	buf_u32(&k->b, b);
	buf_zeros(&k->b, 60);
	mdmp_close(&k->m);
}

START_TEST(three_lists_of_threads_are_one)
{
	const struct md_thread t[] = {
		{ 1, 0, 0, 0, 0, 0 }, { 2, 0, 0, 0, 0, 0 }
	};
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	add_threads_ex(&k, 2, 3);
	mdmp_threads(&k.m, t, 2, false);
	add_thread_info(&k, 1, 4);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "1\n2\n3\n4\n");
	ck_assert_uint_eq(m->threads[0].record, 2);
	ck_assert_uint_eq(m->threads[2].record, 1);
	ck_assert_uint_eq(m->threads[3].record, NONE);
	dump_model_free(m);
}
END_TEST

/* Names of threads 1 and 2; the string of the latter has no NUL, a lone
 * surrogate and an odd length. */
static void
add_names(struct making *k)
{
	size_t at;

	mdmp_open(&k->m, THREAD_NAMES);
	buf_u32(&k->b, 2);
	at = buf_u32(&k->b, 1);
	buf_u64(&k->b, 0);
	buf_u32(&k->b, 2);
	buf_u64(&k->b, 0);
	mdmp_close(&k->m);
	mdmp_string(&k->m, at + 4, "main");
	buf_set64(&k->b, at + 16, buf_u32(&k->b, 5));
	buf_u16(&k->b, 'w');
	buf_u16(&k->b, 0xd800);
	buf_u8(&k->b, 'x');
}

START_TEST(threads_have_the_names_of_their_ids)
{
	const struct md_thread t[] = {
		{ 2, 0, 0, 0, 0, 0 }, { 1, 0, 0, 0, 0, 0 }
	};
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 2, false);
	add_names(&k);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "2 w\xef\xbf\xbd\n1 main\n");
	ck_assert_str_eq(tell_warnings(m), "string: its length is odd\n");
	dump_model_free(m);
}
END_TEST

START_TEST(the_crashed_thread_has_the_registers_of_the_exception)
{
	const struct md_thread t[] = {
		{ 1, 0, 0, 0x1000, 0x2000, 0 }, { 2, 0, 0, 0x3000, 0x4000, 0 }
	};
	const struct dump_crash *c;
	struct making k;
	struct dump_model *m;
	size_t at;

	make(&k, ARCH_X86, WINDOWS);
	mdmp_threads(&k.m, t, 2, false);
	mdmp_contexts(&k.m, t, 2);
	mdmp_exception(&k.m, 2, 0xc0000005, 0x401234, &at);
	mdmp_context(&k.m, at, 0x401234, 0x4100);
	m = made(&k);
	ck_assert_str_eq(tell_threads(m), "1 pc=1000 sp=2000 fp=b4\n"
	    "2 pc=401234 sp=4100 fp=b4 crashed\n");
	c = &m->facts.crash;
	ck_assert(c->present);
	ck_assert_int_eq(c->thread, 1);
	ck_assert_uint_eq(c->code, 0xc0000005);
	ck_assert_uint_eq(c->address, 0x401234);
	ck_assert_uint_eq(c->nparams, 2);
	ck_assert_uint_eq(c->params[1], 0x10);
	dump_model_free(m);
}
END_TEST

START_TEST(of_several_exceptions_the_first_is_the_crash)
{
	const struct md_thread t[] = {
		{ 1, 0, 0, 0x1000, 0x2000, 0 }, { 2, 0, 0, 0x3000, 0x4000, 0 }
	};
	struct making k;
	struct dump_model *m;
	size_t at;

	make(&k, ARCH_AMD64, LINUX);
	mdmp_threads(&k.m, t, 2, false);
	mdmp_exception(&k.m, 2, 11, 0x10, &at);
	mdmp_exception(&k.m, 1, 19, 0, &at);
	m = made(&k);
	ck_assert_int_eq(m->facts.crash.thread, 1);
	ck_assert_uint_eq(m->facts.crash.code, 11);
	ck_assert(m->threads[1].seen.crashed && !m->threads[0].seen.crashed);
	ck_assert_int_eq(m->threads[0].seen.signal, 19);
	ck_assert_int_eq(m->threads[1].seen.signal, 11);
	ck_assert_int_eq(m->writer, WRITER_LLDB);
	ck_assert_str_eq(tell_warnings(m), "");
	dump_model_free(m);
}
END_TEST

static void
check_pieces(struct making *k, const char *want)
{
	struct dump_model *m = made(k);

	ck_assert_str_eq(tell_pieces(m), want);
	dump_model_free(m);
}

START_TEST(memory_is_what_both_lists_have)
{
	const uint64_t list[][3] = {
		{ 0x5000, 0x10, 0x800 }, { 0x1000, 0x20, 0x900 }
	};
	const uint64_t list64[][2] = {
		{ 0x9000, 0x10 }, { 0xa000, 0 }, { 0x8000, 0x8 }
	};
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list(&k, list, 2);
	add_list64(&k, 0xa00, list64, 3);
	buf_zeros(&k.b, 0x1000);
	check_pieces(&k, "1000+20@900 5000+10@800 8000+8@a10 9000+10@a00");
}
END_TEST

START_TEST(of_ranges_that_overlap_the_first_in_the_list_wins)
{
	const uint64_t list[][3] = {
		{ 0x1010, 0x20, 0x800 }, { 0x1000, 0x40, 0x900 }
	};
	struct making k;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list(&k, list, 2);
	buf_zeros(&k.b, 0x1000);
	check_pieces(&k, "1000+10@900 1010+20@800 1030+10@930");
}
END_TEST

START_TEST(an_offset_of_zero_is_no_memory)
{
	const uint64_t list[][3] = {
		{ 0x1000, 0x20, 0 }, { 0x2000, 0, 0x900 }, { 0x3000, 8, 0x900 }
	};
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list(&k, list, 3);
	buf_zeros(&k.b, 0x1000);
	m = made(&k);
	ck_assert_str_eq(tell_pieces(m), "3000+8@900");
	ck_assert_str_eq(tell_warnings(m),
	    "MemoryList: 2 ranges have no bytes\n");
	dump_model_free(m);
}
END_TEST

START_TEST(a_stack_that_no_list_has_is_memory_too)
{
	const struct md_thread t[] = {
		{ 1, 0, 0x7000, 0, 0, 0x20 }, { 2, 0, 0x1000, 0, 0, 0x20 }
	};
	const uint64_t list[][3] = { { 0x1000, 0x20, 0x900 } };
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	mdmp_threads(&k.m, t, 2, false);
	buf_set32(&k.b, k.m.stacks[0], 0x20);
	buf_set32(&k.b, k.m.stacks[0] + 4, 0x800);
	buf_set32(&k.b, k.m.stacks[1], 0x20);
	buf_set32(&k.b, k.m.stacks[1] + 4, 0x900);
	add_list(&k, list, 1);
	buf_zeros(&k.b, 0x1000);
	m = made(&k);
	ck_assert_str_eq(tell_pieces(m), "1000+20@900 7000+20@800");
	ck_assert_str_eq(tell_threads(m), "1 stack=7000+20\n"
	    "2 stack=1000+20\n");
	dump_model_free(m);
}
END_TEST

START_TEST(addresses_of_32_bits_have_no_sign)
{
	const uint64_t list[][3] = {
		{ 0xffffffff80001000, 0x20, 0x900 }, { 0x1000, 8, 0x800 },
		{ 0xfffffff0, 0x20, 0xa00 }
	};
	struct making k;

	make(&k, ARCH_X86, WINDOWS);
	add_list(&k, list, 3);
	buf_zeros(&k.b, 0x1000);
	check_pieces(&k, "1000+8@800 80001000+20@900 fffffff0+10@a00");
}
END_TEST

START_TEST(the_64_bit_list_stops_where_its_sizes_wrap)
{
	const uint64_t list64[][2] = {
		{ 0x1000, 8 }, { 0x2000, UINT64_MAX - 0x10 }, { 0x3000, 8 }
	};
	struct making k;
	struct dump_model *m;

	make(&k, ARCH_AMD64, WINDOWS);
	add_list64(&k, 0x900, list64, 3);
	buf_zeros(&k.b, 0x1000);
	m = made(&k);
	ck_assert_str_eq(tell_pieces(m), "1000+8@900");
	ck_assert(m->damaged);
	dump_model_free(m);
}
END_TEST

Suite *
minidump_reader_suite(void)
{
	Suite *s = suite_create("minidump_reader");
	TCase *t = tcase_create("minidump_reader");

	tcase_add_test(t, registers_lie_where_the_processor_has_them);
	tcase_add_test(t, a_context_without_vectors_has_registers);
	tcase_add_test(t, a_context_too_short_is_none);
	tcase_add_test(t,
	    without_system_info_there_are_threads_but_no_registers);
	tcase_add_test(t, three_lists_of_threads_are_one);
	tcase_add_test(t, threads_have_the_names_of_their_ids);
	tcase_add_test(t,
	    the_crashed_thread_has_the_registers_of_the_exception);
	tcase_add_test(t, of_several_exceptions_the_first_is_the_crash);
	tcase_add_test(t, memory_is_what_both_lists_have);
	tcase_add_test(t, of_ranges_that_overlap_the_first_in_the_list_wins);
	tcase_add_test(t, an_offset_of_zero_is_no_memory);
	tcase_add_test(t, a_stack_that_no_list_has_is_memory_too);
	tcase_add_test(t, addresses_of_32_bits_have_no_sign);
	tcase_add_test(t, the_64_bit_list_stops_where_its_sizes_wrap);
	suite_add_tcase(s, t);
	return s;
}
