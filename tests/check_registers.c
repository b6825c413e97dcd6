/* SPDX-License-Identifier: BSD-2-Clause */
/* check_registers.c -- registers from a core's notes to a CONTEXT and back. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "convert/registers.h"
#include "convert/x87.h"
#include "tests/suites.h"

enum { GENERAL_MAX = 34 * 8, CONTEXT_MAX = 1232 };

static const enum machine machines[] = { MACHINE_X86_64, MACHINE_X86,
    MACHINE_ARM64, MACHINE_ARM };
enum { KNOWN = sizeof machines / sizeof *machines };

/* Every byte differs from its neighbours. */
static void
fill(uint8_t *v, size_t n, unsigned seed)
{
	size_t i;

	for (i = 0; i < n; i++)
		v[i] = (uint8_t)(seed + i * 7 + i / 256);
}

static uint8_t general[GENERAL_MAX], context[CONTEXT_MAX], area[832];
static struct made_notes made;

/* The notes that a thread of MACHINE has in a core of the kernel. */
static struct register_notes
notes_of(enum machine machine)
{
	static uint8_t v[REGS_NOTES][832];
	static const size_t sizes[MACHINES][REGS_NOTES] = {
		[MACHINE_X86_64] = { 0, 512, 0, 832, 0 },
		[MACHINE_X86] = { 0, 108, 512, 832, 0 },
		[MACHINE_ARM64] = { 0, 528, 0, 0, 0 },
		[MACHINE_ARM] = { 0, 0, 0, 0, 260 },
	};
	struct register_notes n = { 0 };
	unsigned i;

	for (i = 0; i < REGS_NOTES; i++) {
		n.note[i].v = v[i];
		n.note[i].n = i == REGS_GENERAL ? general_size(machine) :
		    sizes[machine][i];
		fill(v[i], n.note[i].n, 3 * i + 1);
	}
	return n;
}

static struct bytes
made_context(enum machine machine, const struct register_notes *n)
{
	memset(context, 0xee, sizeof context);
	context_from_notes(context, machine, n);
	return (struct bytes){ context, context_size(machine) };
}

START_TEST(floating_point_comes_home_as_it_left)
{
	enum machine machine = machines[_i];
	struct register_notes n = notes_of(machine);
	unsigned i;

	ck_assert(notes_from_context(&made, machine,
	    made_context(machine, &n)));
	for (i = REGS_FLOAT; i < REGS_NOTES; i++) {
		if (i == REGS_XSAVE || n.note[i].n == 0)
			continue;
		ck_assert_uint_eq(made.note[i].len, n.note[i].n);
		/* The end of NT_FPREGSET of arm64 is padding. */
		ck_assert(memcmp(made.note[i].v, n.note[i].v,
		    machine == MACHINE_ARM64 ? 520 : n.note[i].n) == 0);
	}
}
END_TEST

/* Segments have 16 bits in a CONTEXT, flags 32; orig_ax has no place. */
START_TEST(general_registers_come_home_as_they_left)
{
	enum machine machine = machines[_i];
	struct register_notes n = notes_of(machine);
	size_t size = general_size(machine), i;
	static const uint8_t halves[] = { 17, 18, 20, 23, 24, 25, 26 };
	uint8_t *v = (uint8_t *)(uintptr_t)n.note[REGS_GENERAL].v;

	if (machine == MACHINE_X86_64) {
		for (i = 0; i < sizeof halves; i++)
			put_le64(v + 8 * halves[i], 0x10 + i);
		put_le64(v + 8 * 15, UINT64_MAX);
		put_le64(v + 8 * 21, 0);	/* the bases of fs and gs */
		put_le64(v + 8 * 22, 0);	/* are in the thread list */
	} else if (machine == MACHINE_X86) {
		put_le32(v + 4 * 11, UINT32_MAX);
	} else if (machine == MACHINE_ARM64) {
		put_le64(v + 8 * 33, 0x60001000);
	} else {
		put_le32(v + 4 * 17, UINT32_MAX);
	}
	ck_assert(notes_from_context(&made, machine,
	    made_context(machine, &n)));
	ck_assert_uint_eq(made.note[REGS_GENERAL].len, size);
	ck_assert(memcmp(made.note[REGS_GENERAL].v, v, size) == 0);
}
END_TEST

START_TEST(registers_stand_where_debuggers_look)
{
	struct register_notes n = { 0 };

	put_le64(general + 8 * 16, 0x401136);		/* rip */
	put_le64(general + 8 * 19, 0x7ffc0010);		/* rsp */
	put_le64(general + 8 * 10, 0x1122334455667788);	/* rax */
	put_le64(general + 8 * 17, 0x33);		/* cs */
	n.note[REGS_GENERAL] = (struct bytes){ general, 27 * 8 };
	made_context(MACHINE_X86_64, &n);
	ck_assert_uint_eq(le64(context + 248), 0x401136);
	ck_assert_uint_eq(le64(context + 152), 0x7ffc0010);
	ck_assert_uint_eq(le64(context + 120), 0x1122334455667788);
	ck_assert_uint_eq(le16(context + 56), 0x33);
	memset(general, 0, sizeof general);
	put_le32(general + 4 * 12, 0x8048136);		/* eip */
	n.note[REGS_GENERAL].n = 17 * 4;
	made_context(MACHINE_X86, &n);
	ck_assert_uint_eq(le32(context + 184), 0x8048136);
	put_le64(general + 8 * 32, 0xaaaa0);		/* pc */
	n.note[REGS_GENERAL].n = 34 * 8;
	made_context(MACHINE_ARM64, &n);
	ck_assert_uint_eq(le64(context + 264), 0xaaaa0);
}
END_TEST

START_TEST(flags_say_what_a_context_has)
{
	struct register_notes n = { 0 };

	fill(general, sizeof general, 1);
	made_context(MACHINE_X86_64, &n);
	ck_assert_uint_eq(le32(context + 48), 0);
	n.note[REGS_GENERAL] = (struct bytes){ general, 27 * 8 };
	made_context(MACHINE_X86_64, &n);
	ck_assert_uint_eq(le32(context + 48), 0x100007);
	n.note[REGS_FLOAT] = (struct bytes){ area, 512 };
	made_context(MACHINE_X86_64, &n);
	ck_assert_uint_eq(le32(context + 48), 0x10000f);
}
END_TEST

/* A core may have the XSAVE area alone; what XSAVE keeps for itself at the
 * end of the FXSAVE image is none of it. */
START_TEST(an_xsave_area_is_enough)
{
	struct register_notes n = { 0 };

	fill(area, sizeof area, 9);
	n.note[REGS_XSAVE] = (struct bytes){ area, sizeof area };
	made_context(MACHINE_X86_64, &n);
	ck_assert(memcmp(context + 256, area, 464) == 0);
	ck_assert_uint_eq(le64(context + 256 + 464), 0);
	ck_assert_uint_eq(le32(context + 52), le32(area + 24));
}
END_TEST

START_TEST(other_writers_contexts_are_told_by_their_size)
{
	memset(context, 0, sizeof context);
	put_le64(context + 248, 0x1234);
	ck_assert(notes_from_context(&made, MACHINE_X86_64,
	    (struct bytes){ context, 720 }));
	ck_assert_uint_eq(le64(made.note[REGS_GENERAL].v + 8 * 16), 0x1234);
	ck_assert_uint_eq(made.note[REGS_FLOAT].len, 0);
	ck_assert(!notes_from_context(&made, MACHINE_X86_64,
	    (struct bytes){ context, 719 }));
	put_le32(context + 272, 0x60000000);
	ck_assert(notes_from_context(&made, MACHINE_ARM64,
	    (struct bytes){ context, 796 }));
	ck_assert_uint_eq(le64(made.note[REGS_GENERAL].v + 8 * 33),
	    0x60000000);
	ck_assert(!notes_from_context(&made, MACHINE_S390X,
	    (struct bytes){ context, sizeof context }));
}
END_TEST

START_TEST(fsave_and_fxsave_hold_the_same)
{
	uint8_t fx[FXSAVE_SIZE], fs[FSAVE_SIZE], again[FSAVE_SIZE];

	/* One register in use: the top of the stack is number 7. */
	memset(fx, 0, sizeof fx);
	put_le16(fx, 0x37f);
	put_le16(fx + 2, 7 << 11);
	fx[4] = 0x80;
	put_le64(fx + 32, UINT64_C(0xc000000000000000));	/* 3.0 */
	put_le16(fx + 40, 0x4000);
	fsave_from_fxsave(fs, fx);
	ck_assert_uint_eq(le16(fs), 0x37f);
	ck_assert_uint_eq(le16(fs + 8), 0x3fff);	/* 7 valid, others not */
	ck_assert(memcmp(fs + 28, fx + 32, 10) == 0);
	fxsave_from_fsave(fx, fs);
	ck_assert_uint_eq(fx[4], 0x80);
	fsave_from_fxsave(again, fx);
	ck_assert(memcmp(fs, again, sizeof fs) == 0);
}
END_TEST

Suite *
registers_suite(void)
{
	Suite *s = suite_create("registers");
	TCase *t = tcase_create("registers");

	tcase_add_loop_test(t, floating_point_comes_home_as_it_left, 0,
	    KNOWN);
	tcase_add_loop_test(t, general_registers_come_home_as_they_left, 0,
	    KNOWN);
	tcase_add_test(t, registers_stand_where_debuggers_look);
	tcase_add_test(t, flags_say_what_a_context_has);
	tcase_add_test(t, an_xsave_area_is_enough);
	tcase_add_test(t, other_writers_contexts_are_told_by_their_size);
	tcase_add_test(t, fsave_and_fxsave_hold_the_same);
	suite_add_tcase(s, t);
	return s;
}
