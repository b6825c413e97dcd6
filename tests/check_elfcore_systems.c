/* SPDX-License-Identifier: BSD-2-Clause */
/* check_elfcore_systems.c -- ELF cores of other systems and single tools, and
 * who wrote one. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/model.h"
#include "tests/elfcores.h"
#include "tests/suites.h"

enum { AMD64 = 62, I386 = 3, ARM64 = 183 };

static struct synth_elf s;

static void
begin(void)
{
	synth_elf_begin(&s, 64, false, AMD64);
}

static struct dump_model *
finish(struct buf *b)
{
	synth_elf_loads(&s, "1000+1000 rw- 3000+2000/800 rw- 6000+1000/0 rw- "
	    "8000+1000/0 r-- a000+2000/1000 r--");
	*b = synth_elf_end(&s);
	return elf_read(b, FROM_MEMORY, NULL);
}

static void
done(struct dump_model *m, struct buf *b)
{
	dump_model_free(m);
	buf_free(b);
}

static void
expect_writer(enum writer writer)
{
	struct buf b;
	struct dump_model *m = finish(&b);

	ck_assert_int_eq((int)m->writer, (int)writer);
	done(m, &b);
}

/* PRPSINFO with or without the state of the process. */
static void
add_process(char state)
{
	uint8_t d[136] = { 0, (uint8_t)state };

	synth_elf_note(&s, "CORE", 3, d, sizeof d);
}

static void
add_auxv(void)
{
	synth_elf_auxv(&s, (uint64_t[]){ 9, 1, 0, 0 });
}

START_TEST(the_kernel_and_qemu_begin_with_a_thread)
{
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	add_process('R');
	expect_writer(WRITER_KERNEL);
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	add_process(0);
	expect_writer(WRITER_QEMU);
}
END_TEST

START_TEST(gdb_describes_registers_or_has_files_by_bytes)
{
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	add_process('R');
	synth_elf_note(&s, "GDB", 0xff000000, "<xml>", 6);
	expect_writer(WRITER_GDB);
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_files(&s, 1, "1000+1000@0=/a");
	expect_writer(WRITER_GDB);
}
END_TEST

START_TEST(gdb_is_not_sure_what_is_only_readable)
{
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_note(&s, "GDB", 0xff000000, "<xml>", 6);
	m = finish(&b);
	ck_assert_str_eq(elf_memory(m), "1000+1000 rw- 0 1000+1000@1000\n"
	    "3000+2000 rw- 1 3000+800@2000\n6000+1000 rw- 2\n"
	    "8000+1000 r-- 3 unsure\na000+2000 r-- 4 unsure a000+1000@3000\n");
	done(m, &b);
}
END_TEST

START_TEST(createdump_leaves_letters_or_a_page)
{
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	buf_set(&s.notes[0], 12 + 5, "THR", 3);
	expect_writer(WRITER_CREATEDUMP);
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_loads(&s, "7ffffff10000+1000 r--");
	expect_writer(WRITER_CREATEDUMP);
	synth_elf_begin(&s, 32, false, I386);
	synth_elf_note(&s, "CORE", 1, "", 0);
	synth_elf_loads(&s, "7fff1000+1000 r--");
	expect_writer(WRITER_CREATEDUMP);
}
END_TEST

START_TEST(other_tools_have_their_notes)
{
	begin();
	add_process(0);
	synth_elf_note(&s, "CORE", 4, "user", 4);
	synth_elf_amd64(&s, 7, 11, 1, 2);
	expect_writer(WRITER_COREDUMPER);
	begin();
	add_process(0);
	add_auxv();
	expect_writer(WRITER_MD2CORE);
	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_note(&s, "Memfault", 0x4154454d, "{}", 2);
	expect_writer(WRITER_MEMFAULT);
	begin();
	synth_elf_note(&s, "minicoredumper", 80, "list", 4);
	expect_writer(WRITER_MINICOREDUMPER);
	begin();
	synth_elf_note(&s, "STRANGE", 80, "list", 4);
	expect_writer(WRITER_UNKNOWN);
}
END_TEST

static const char *
refused(const char *owner, uint32_t type)
{
	const char *why;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_note(&s, owner, type, "", 0);
	b = synth_elf_end(&s);
	why = elf_refused(&b, DUMP_E_UNKNOWN);
	buf_free(&b);
	return why;
}

START_TEST(dumps_of_no_process_are_refused)
{
	ck_assert_str_eq(refused("VMCOREINFO", 0),
	    "a Linux kernel dump (VMCOREINFO), not a process dump");
	ck_assert_str_eq(refused("QEMU", 0),
	    "a dump of a virtual machine (QEMU), not of a process");
	ck_assert_str_eq(refused("Xen", 0x2000001),
	    "a dump of a virtual machine (Xen), not of a process");
}
END_TEST

START_TEST(freebsd_is_understood)
{
	struct buf d = { 0 }, b;
	struct dump_model *m;

	begin();
	s.osabi = 9;
	buf_zeros(&d, 120);			/* prpsinfo */
	buf_set(&d, 16, "app", 4);
	buf_set(&d, 33, "app -v", 7);
	buf_set32(&d, 116, 4711);
	synth_elf_note_buf(&s, "FreeBSD", 3, &d);
	buf_zeros(&d, 48 + 176);		/* prstatus */
	buf_set32(&d, 36, 10);
	buf_set32(&d, 40, 100123);
	buf_set64(&d, 48 + 136, 0x401000);
	buf_set64(&d, 48 + 160, 0x7fffe000);
	buf_set64(&d, 48 + 80, 0x7fffe010);
	synth_elf_note_buf(&s, "FreeBSD", 1, &d);
	synth_elf_note(&s, "FreeBSD", 2, "fp", 2);
	synth_elf_note(&s, "FreeBSD", 7, "worker", 7);
	buf_u64(&d, 0x800600);
	buf_u64(&d, 0);
	synth_elf_note_buf(&s, "FreeBSD", 0x200, &d);
	buf_u32(&d, 4);
	buf_u32(&d, 1400097);
	synth_elf_note_buf(&s, "FreeBSD", 14, &d);
	buf_u32(&d, 16);
	buf_u64(&d, 9);
	buf_u64(&d, 0x401020);
	buf_u64(&d, 25);			/* not AT_RANDOM here */
	buf_u64(&d, 0x5555);
	synth_elf_note_buf(&s, "FreeBSD", 16, &d);
	m = finish(&b);
	ck_assert_int_eq((int)m->os, OS_FREEBSD);
	ck_assert_int_eq((int)m->writer, WRITER_FREEBSD);
	ck_assert_str_eq(elf_threads(m), "100123 pc=401000 sp=7fffe000 "
	    "fp=7fffe010 tp=800600 sig=10 crashed worker\n");
	ck_assert_str_eq(elf_records(m), "FreeBSD/PRPSINFO "
	    "FreeBSD/PRSTATUS:0 FreeBSD/FPREGSET:0 FreeBSD/THRMISC:0 "
	    "FreeBSD/X86_SEGBASES:0 FreeBSD/PROCSTAT_OSREL "
	    "FreeBSD/PROCSTAT_AUXV");
	ck_assert_uint_eq(m->facts.pid, 4711);
	ck_assert_str_eq(m->facts.process, "app");
	ck_assert_str_eq(m->facts.command, "app -v");
	ck_assert_str_eq(m->facts.os_version, "14.0");
	ck_assert_uint_eq(m->at_entry, 0x401020);
	ck_assert_uint_eq(m->at_random, DUMP_NOWHERE);
	done(m, &b);
}
END_TEST

static void
add_vm_entry(struct buf *d, uint32_t size, uint64_t start, uint64_t end,
    uint64_t off, const char *path)
{
	size_t at = buf_zeros(d, size);

	buf_set32(d, at, size);
	buf_set64(d, at + 8, start);
	buf_set64(d, at + 16, end);
	buf_set64(d, at + 24, off);
	buf_set(d, at + 136, path, strlen(path));
}

START_TEST(freebsd_lists_its_files_in_entries_of_any_size)
{
	struct buf d = { 0 }, b;
	struct dump_model *m;

	begin();
	buf_u32(&d, 1160);
	add_vm_entry(&d, 152, 0x1000, 0x2000, 0x3000, "/bin/app");
	add_vm_entry(&d, 144, 0x6000, 0x7000, 0, "");
	add_vm_entry(&d, 160, 0x8000, 0x9000, 0, "/lib/libc.so.7");
	synth_elf_note_buf(&s, "FreeBSD", 10, &d);
	m = finish(&b);
	ck_assert_str_eq(elf_files(m),
	    "1000+1000@3000=/bin/app 8000+1000@0=/lib/libc.so.7");
	done(m, &b);
	begin();
	buf_u32(&d, 1160);
	add_vm_entry(&d, 152, 0x1000, 0x2000, 0x3000, "/bin/app");
	buf_zeros(&d, 200);
	synth_elf_note_buf(&s, "FreeBSD", 10, &d);
	m = finish(&b);
	ck_assert_str_eq(elf_files(m), "1000+1000@3000=/bin/app");
	ck_assert_str_eq(elf_warnings(m), "VMMAP: an entry of 0 bytes\n");
	done(m, &b);
}
END_TEST

static void
add_netbsd_process(uint32_t signo, uint32_t lwp)
{
	struct buf d = { 0 };

	buf_zeros(&d, 160);
	buf_set32(&d, 0, 1);
	buf_set32(&d, 4, 160);
	buf_set32(&d, 8, signo);
	buf_set32(&d, 12, 32767);
	buf_set32(&d, 80, 665);
	buf_set32(&d, 84, 1);
	buf_set32(&d, 96, 1001);
	buf_set(&d, 124, "a.out", 6);
	buf_set32(&d, 156, lwp);
	synth_elf_note_buf(&s, "NetBSD-CORE", 1, &d);
}

static void
add_netbsd_thread(const char *owner, uint64_t pc, uint64_t sp)
{
	struct buf d = { 0 };

	buf_zeros(&d, 208);
	buf_set64(&d, 8 * 21, pc);
	buf_set64(&d, 8 * 24, sp);
	synth_elf_note_buf(&s, owner, 33, &d);
	synth_elf_note(&s, owner, 35, "fp", 2);
}

START_TEST(netbsd_names_the_thread_that_crashed)
{
	struct dump_model *m;
	struct buf b;

	begin();
	s.note_behind = true;
	add_netbsd_process(11, 1);
	add_netbsd_thread("NetBSD-CORE@2", 0x200ca2, 0x7f7000);
	add_netbsd_thread("NetBSD-CORE@1", 0x300000, 0x7f9000);
	m = finish(&b);
	ck_assert_int_eq((int)m->os, OS_NETBSD);
	ck_assert_str_eq(elf_threads(m), "2 pc=200ca2 sp=7f7000 fp=0\n"
	    "1 pc=300000 sp=7f9000 fp=0 sig=11 crashed\n");
	ck_assert_str_eq(elf_records(m), "NetBSD-CORE/PROCINFO "
	    "NetBSD-CORE@2/REGS:0 NetBSD-CORE@2/FPREGS:0 "
	    "NetBSD-CORE@1/REGS:1 NetBSD-CORE@1/FPREGS:1");
	ck_assert_uint_eq(m->facts.pid, 665);
	ck_assert_uint_eq(m->facts.uid, 1001);
	ck_assert_str_eq(m->facts.process, "a.out");
	ck_assert_int_eq(m->facts.crash.thread, 1);
	ck_assert_uint_eq(m->facts.crash.code, 11);
	ck_assert_uint_eq(m->facts.crash.flags, 0);
	done(m, &b);
}
END_TEST

START_TEST(netbsd_leaves_out_zeros)
{
	struct dump_model *m;
	struct buf b;

	begin();
	add_netbsd_process(11, 0);
	m = finish(&b);
	ck_assert_str_eq(elf_memory(m),
	    "1000+1000 rw- 0 zero 1000+1000@1000\n"
	    "3000+2000 rw- 1 zero 3000+800@2000\n6000+1000 rw- 2 zero\n"
	    "8000+1000 r-- 3\na000+2000 r-- 4 zero a000+1000@3000\n");
	done(m, &b);
}
END_TEST

START_TEST(openbsd_is_understood)
{
	struct buf d = { 0 }, b;
	struct dump_model *m;

	begin();
	buf_zeros(&d, 104);
	buf_set32(&d, 8, 6);
	buf_set32(&d, 32, 77);
	buf_set32(&d, 48, 1002);
	buf_set(&d, 72, "crash", 6);
	synth_elf_note_buf(&s, "OpenBSD", 10, &d);
	buf_zeros(&d, 24 * 8);
	buf_set64(&d, 8 * 16, 0x1234);
	buf_set64(&d, 8 * 15, 0x5678);
	synth_elf_note_buf(&s, "OpenBSD@4242", 20, &d);
	synth_elf_note(&s, "OpenBSD@4242", 21, "fp", 2);
	m = finish(&b);
	ck_assert_int_eq((int)m->writer, WRITER_OPENBSD);
	ck_assert_str_eq(elf_threads(m),
	    "4242 pc=1234 sp=5678 fp=0 crashed\n");
	ck_assert_str_eq(elf_records(m), "OpenBSD/PROCINFO "
	    "OpenBSD@4242/REGS:0 OpenBSD@4242/FPREGS:0");
	ck_assert_uint_eq(m->facts.pid, 77);
	ck_assert_uint_eq(m->facts.crash.code, 6);
	done(m, &b);
}
END_TEST

START_TEST(delve_has_notes_of_its_own)
{
	static const char text[] =
	    "linux/amd64\nDelve 1.22\nTarget Pid: 4711\nEntry Point: 0x1\n";
	struct buf d = { 0 }, b;
	struct dump_model *m;

	begin();
	s.order = TABLE_LAST;
	synth_elf_note(&s, "Delve Header", 0x444c5645, text,
	    sizeof text - 1);
	buf_u64(&d, 4712);
	buf_u64(&d, 0x401000);
	buf_u64(&d, 0xc000100000);
	buf_u64(&d, 0xc000100010);
	buf_u64(&d, 0x7f0010);
	buf_zeros(&d, 13);
	synth_elf_note_buf(&s, "", 0x444c5654, &d);
	m = finish(&b);
	ck_assert_int_eq((int)m->writer, WRITER_DELVE);
	ck_assert_int_eq((int)m->os, OS_LINUX);
	ck_assert_uint_eq(m->facts.pid, 4711);
	ck_assert_str_eq(elf_threads(m), "4712 pc=401000 sp=c000100000 "
	    "fp=c000100010 tp=7f0010\n");
	done(m, &b);
}
END_TEST

/* As google-coredumper does, for the vdso. */
START_TEST(headers_that_describe_memory_again_are_left_out)
{
	struct synth_phdr *p;
	struct dump_model *m;
	struct buf b;

	begin();
	synth_elf_amd64(&s, 7, 11, 1, 2);
	synth_elf_loads(&s, "7fff0000+2000 r-x");
	p = synth_elf_phdr(&s, 4, 0x7fff0400, 0x3c, 0x3c);
	p->off = 0x1400;
	p = synth_elf_phdr(&s, 0x6474e550, 0x7fff0600, 0x44, 0x44);
	p->off = 0x1600;
	b = synth_elf_end(&s);
	m = elf_read(&b, FROM_PIPE, NULL);
	ck_assert_str_eq(elf_records(m), "CORE/PRSTATUS:0");
	ck_assert_str_eq(elf_memory(m),
	    "7fff0000+2000 r-x 0 7fff0000+2000@1000\n");
	ck_assert_uint_eq(m->nwarnings, 0);
	done(m, &b);
}
END_TEST

Suite *
elfcore_systems_suite(void)
{
	Suite *suite = suite_create("elfcore_systems");
	TCase *t = tcase_create("all");

	tcase_add_test(t, the_kernel_and_qemu_begin_with_a_thread);
	tcase_add_test(t, gdb_describes_registers_or_has_files_by_bytes);
	tcase_add_test(t, gdb_is_not_sure_what_is_only_readable);
	tcase_add_test(t, createdump_leaves_letters_or_a_page);
	tcase_add_test(t, other_tools_have_their_notes);
	tcase_add_test(t, dumps_of_no_process_are_refused);
	tcase_add_test(t, freebsd_is_understood);
	tcase_add_test(t, freebsd_lists_its_files_in_entries_of_any_size);
	tcase_add_test(t, netbsd_names_the_thread_that_crashed);
	tcase_add_test(t, netbsd_leaves_out_zeros);
	tcase_add_test(t, openbsd_is_understood);
	tcase_add_test(t, delve_has_notes_of_its_own);
	tcase_add_test(t, headers_that_describe_memory_again_are_left_out);
	suite_add_tcase(suite, t);
	return suite;
}
