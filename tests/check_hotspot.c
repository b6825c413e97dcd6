/* SPDX-License-Identifier: BSD-2-Clause */
/* check_hotspot.c -- what the debuggers of a Java virtual machine need. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_process.h"
#include "tests/synth_vm.h"

#define LACKS	"the dump lacks the read-only pages of libjvm.so, which "   \
	"say where the Java heap is (the kernel writes them if bit 2 of "   \
	"coredump_filter is set)"

/* Native memory is eight blocks of 64 KiB. */
#define VM_IMAGE				\
	"r-- 100000+4000 /lib/libjvm.so@0\n"	\
	"r-x 104000+1000 /lib/libjvm.so@4000\n"	\
	"rw- 105000+4000 /lib/libjvm.so@5000\n"
#define VM_NATIVE	"rw- 200000+80000\n"
#define VM_OBJECTS	"rw- 400000+100000\n"
#define VM_PROCESS	VM_IMAGE VM_NATIVE VM_OBJECTS

enum { LOADER = 0x200a00 };

struct jvm {
	struct process	 p;
	struct synth_vm	 vm;
};

/* Tests have a process of their own. */
static struct jvm jvm;

static void
put(void *ctx, uint64_t addr, const void *bytes, size_t len)
{
	memcpy(process_at(ctx, addr), bytes, len);
}

static struct jvm *
jvm_new(const char *text, const char *gc)
{
	memset(&jvm, 0, sizeof jvm);
	jvm.p = process_new(text);
	jvm.vm.put = put;
	jvm.vm.ctx = &jvm.p;
	synth_vm_begin(&jvm.vm, gc, 0x400000, 0x100000);
	return &jvm;
}

/* What is needed of private memory, or of that only what RULE keeps. */
static const char *
needs(struct jvm *vm, const char *rule)
{
	synth_vm_end(&vm->vm);
	process_ask(&vm->p, ASK_MANAGED);
	return vm->p.m->survey.managed_refusal != NULL ?
	    vm->p.m->survey.managed_refusal :
	    process_set(&vm->p.m->survey.managed, rule);
}

static void
put_space(struct jvm *vm, uint64_t at, uint64_t bottom, uint64_t top)
{
	process_put_all(&vm->p, at, bottom, top, NO_WORD);
}

static void
put_serial_heap(struct jvm *vm, const char *heap)
{
	synth_vm_serial(&vm->vm, heap, 0x400000, 0x405000, 0x480000,
	    0x490008);
	put_space(vm, VM_FROM_AT, 0x440000, 0x441000);
}

static struct jvm *
serial(void)
{
	struct jvm *vm = jvm_new(VM_PROCESS, "UseSerialGC");

	put_serial_heap(vm, "SerialHeap");
	return vm;
}

START_TEST(objects_lie_below_the_top_of_each_space)
{
	struct jvm *vm = serial();

	ck_assert_str_eq(needs(vm, "objects"),
	    "400000+5000 440000+1000 480000+10008");
	process_free(&vm->p);
}
END_TEST

START_TEST(names_are_found_by_either_kind_of_hash_and_address)
{
	struct jvm *vm;
	int i;

	for (i = 0; i < 4; i++) {
		vm = serial();
		vm->vm.sysv = (i & 1) != 0;
		vm->vm.relocated = (i & 2) != 0;
		ck_assert_str_eq(needs(vm, "objects"),
		    "400000+5000 440000+1000 480000+10008");
		process_free(&vm->p);
	}
}
END_TEST

START_TEST(fields_may_have_the_names_of_older_releases)
{
	struct jvm *vm = jvm_new(VM_PROCESS, "UseSerialGC");

	put_serial_heap(vm, "GenCollectedHeap");
	ck_assert_str_eq(needs(vm, "objects"),
	    "400000+5000 440000+1000 480000+10008");
	process_free(&vm->p);
}
END_TEST

START_TEST(a_space_outside_the_heap_is_not_believed)
{
	static const uint64_t bad[][2] = {
		{ 0x3ff000, 0x401000 }, { 0x4f0000, 0x501000 },
		{ 0x405000, 0x400000 }, { 0, UINT64_MAX },
	};
	struct jvm *vm;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		vm = serial();
		put_space(vm, VM_FROM_AT, bad[i][0], bad[i][1]);
		ck_assert_str_eq(needs(vm, "Java heap"),
		    "400000+100000");
		process_free(&vm->p);
	}
}
END_TEST

START_TEST(of_a_collector_that_is_not_known_all_that_is_reserved_stays)
{
	struct jvm *vm = jvm_new(VM_PROCESS, "UseShenandoahGC");

	ck_assert_str_eq(needs(vm, "Java heap"), "400000+100000");
	process_free(&vm->p);
}
END_TEST

static struct jvm *
parallel(void)
{
	struct jvm *vm = jvm_new(VM_PROCESS, "UseParallelGC");

	synth_vm_static(&vm->vm, "ParallelScavengeHeap", "_young_gen",
	    VM_STATICS + 0x10);
	synth_vm_static(&vm->vm, "ParallelScavengeHeap", "_old_gen",
	    VM_STATICS + 0x18);
	synth_vm_field(&vm->vm, "PSYoungGen", "_eden_space", 0);
	synth_vm_field(&vm->vm, "PSYoungGen", "_from_space", 8);
	synth_vm_field(&vm->vm, "PSYoungGen", "_to_space", 16);
	synth_vm_field(&vm->vm, "PSOldGen", "_object_space", 8);
	synth_vm_field(&vm->vm, "MutableSpace", "_bottom", 0);
	synth_vm_field(&vm->vm, "MutableSpace", "_top", 8);
	process_put_all(&vm->p, VM_STATICS + 0x10, (uint64_t)VM_YOUNG_AT,
	    (uint64_t)VM_OLD_AT, NO_WORD);
	process_put_all(&vm->p, VM_YOUNG_AT, (uint64_t)VM_EDEN_AT,
	    (uint64_t)VM_FROM_AT, (uint64_t)VM_TO_AT, NO_WORD);
	process_put(&vm->p, VM_OLD_AT + 8, VM_TENURED_AT);
	put_space(vm, VM_EDEN_AT, 0x400000, 0x406000);
	put_space(vm, VM_FROM_AT, 0x440000, 0x440000);
	put_space(vm, VM_TO_AT, 0x448000, 0x448000);
	put_space(vm, VM_TENURED_AT, 0x480000, 0x481000);
	return vm;
}

START_TEST(the_parallel_collector_has_spaces_too)
{
	struct jvm *vm = parallel();

	ck_assert_str_eq(needs(vm, "objects"),
	    "400000+6000 480000+1000");
	process_free(&vm->p);
}
END_TEST

/* Regions of 40000 bytes; the third was never made. */
static struct jvm *
g1(void)
{
	struct jvm *vm = jvm_new(VM_PROCESS, "UseG1GC");
	uint64_t i;

	synth_vm_field(&vm->vm, "G1CollectedHeap", "_hrm", 0x40);
	synth_vm_field(&vm->vm, "HeapRegionManager", "_regions", 0x10);
	synth_vm_field(&vm->vm, "G1HeapRegionTable", "_base", 0);
	synth_vm_field(&vm->vm, "G1HeapRegionTable", "_length", 8);
	synth_vm_field(&vm->vm, "HeapRegion", "_bottom", 0);
	synth_vm_field(&vm->vm, "HeapRegion", "_end", 8);
	synth_vm_field(&vm->vm, "HeapRegion", "_top", 16);
	synth_vm_type(&vm->vm, "HeapRegion", 0x100);
	process_put_all(&vm->p, VM_HEAP_AT + 0x50, UINT64_C(0x210000),
	    UINT64_C(4), NO_WORD);
	for (i = 0; i < 4; i++) {
		if (i != 2)
			process_put(&vm->p, 0x210000 + i * 8,
			    0x220000 + i * 0x100);
		process_put_all(&vm->p, 0x220000 + i * 0x100,
		    0x400000 + i * 0x40000, 0x440000 + i * 0x40000,
		    0x400000 + i * 0x40000 + i * 0x2000, NO_WORD);
	}
	return vm;
}

START_TEST(regions_of_g1_are_kept_up_to_their_tops)
{
	struct jvm *vm = g1();

	ck_assert_str_eq(needs(vm, "objects"),
	    "440000+2000 4c0000+6000");
	process_free(&vm->p);
}
END_TEST

START_TEST(a_table_of_g1_that_lies_keeps_the_heap)
{
	static const uint64_t lengths[] = { 5, 0x10000, UINT64_MAX };
	struct jvm *vm;
	size_t i;

	for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		vm = g1();
		process_put(&vm->p, VM_HEAP_AT + 0x58, lengths[i]);
		process_put(&vm->p, 0x210000 + 4 * 8, 0x7777);
		ck_assert_str_eq(needs(vm, "Java heap"),
		    "400000+100000");
		process_free(&vm->p);
	}
}
END_TEST

START_TEST(the_heap_of_z_is_a_file_in_memory)
{
	struct jvm *vm = jvm_new(VM_IMAGE VM_NATIVE
	    "rw- 40000000000+20000 /memfd:java_heap@0 deleted\n", "UseZGC");

	ck_assert_str_eq(needs(vm, "Java heap"),
	    "40000000000+20000");
	process_free(&vm->p);
}
END_TEST

START_TEST(without_that_file_z_is_refused)
{
	struct jvm *vm = jvm_new(VM_PROCESS, "UseZGC");

	ck_assert_str_eq(needs(vm, NULL), "the collector is Z, "
	    "and its heap is in no file that is known");
	process_free(&vm->p);
}
END_TEST

START_TEST(what_nobody_points_to_is_left)
{
	struct jvm *vm = serial();

	ck_assert_str_eq(needs(vm, "what the virtual"),
	    "200000+10000");
	process_free(&vm->p);
}
END_TEST

START_TEST(pointers_of_its_data_lead_from_block_to_block)
{
	struct jvm *vm = serial();

	process_put(&vm->p, VM_STATICS + 0x80, 0x230000);
	process_put(&vm->p, 0x23fff0, 0x27fff8);
	ck_assert_str_eq(needs(vm, "what the virtual"),
	    "200000+10000 230000+10000 270000+10000");
	process_free(&vm->p);
}
END_TEST

START_TEST(a_stack_of_which_nearly_all_is_absent_is_soon_read)
{
	struct jvm *vm = jvm_new(VM_PROCESS "thread sp=700000000000\n"
	    "rw- 700000000000+ffff00000000 has=700000000000+1000 "
	    "has=fffeffff0000+1000\n", "UseSerialGC");

	put_serial_heap(vm, "SerialHeap");
	process_put(&vm->p, 0x700000000010, 0x230000);
	ck_assert_str_eq(needs(vm, "what the virtual"),
	    "200000+10000 230000+10000");
	process_free(&vm->p);
}
END_TEST

/* 40,000 chunks of a page, each behind a page that nobody knows; and one
 * that is farther away. */
START_TEST(there_are_no_more_runs_than_a_debugger_can_read)
{
	struct jvm *vm = jvm_new(VM_PROCESS "rw- 10000000+14000000\n"
	    "rw- 60000000+800000\n", "UseSerialGC");
	uint64_t at;
	int i;

	put_serial_heap(vm, "SerialHeap");
	process_put(&vm->p, VM_STATICS + 0x80, 0x60000000);
	for (i = 0; i < 40000; i++) {
		at = 0x10000010 + (uint64_t)i * 0x2000;
		if (i % 8192 == 0)
			process_put(&vm->p, VM_STATICS + 0x88 +
			    (uint64_t)i / 8192 * 8, 0x60000000 +
			    (uint64_t)i * 8);
		process_put(&vm->p, 0x60000000 + (uint64_t)i * 8, at);
		process_put(&vm->p, at - 8, 0x801);
		process_put(&vm->p, at + 0x800 - 8, 0x801);
	}
	ck_assert_str_eq(needs(vm, "what the virtual"), "200000+10000 "
	    "10000000+1387f000 60000000+50000");
	process_free(&vm->p);
}
END_TEST

START_TEST(objects_of_the_heap_lead_nowhere)
{
	struct jvm *vm = serial();

	process_put(&vm->p, 0x400008, 0x240000);
	ck_assert_str_eq(needs(vm, "what the virtual"),
	    "200000+10000");
	process_free(&vm->p);
}
END_TEST

/* A loader with two classes: one at 600000, its methods at 700000, and one of
 * arrays at 600100, where another has its methods. */
static struct jvm *
with_classes(void)
{
	struct jvm *vm = jvm_new(VM_PROCESS "rw- 600000+80000\n"
	    "rw- 700000+80000\nrw- 800000+80000\n", "UseSerialGC");

	synth_vm_static(&vm->vm, "ClassLoaderDataGraph", "_head",
	    VM_STATICS + 8);
	synth_vm_field(&vm->vm, "ClassLoaderData", "_next", 0);
	synth_vm_field(&vm->vm, "ClassLoaderData", "_klasses", 8);
	synth_vm_field(&vm->vm, "Klass", "_layout_helper", 0);
	synth_vm_field(&vm->vm, "Klass", "_next_link", 8);
	synth_vm_field(&vm->vm, "InstanceKlass", "_methods", 16);
	process_put(&vm->p, VM_STATICS + 8, LOADER);
	process_put(&vm->p, LOADER + 8, 0x600000);
	process_put_all(&vm->p, 0x600000, UINT64_C(8), UINT64_C(0x600100),
	    UINT64_C(0x700000), NO_WORD);
	put_le32(process_at(&vm->p, 0x600100), 0x80000000);
	process_put(&vm->p, 0x600110, 0x800000);
	return vm;
}

START_TEST(memory_of_classes_is_kept_from_end_to_end)
{
	struct jvm *vm = with_classes();

	ck_assert_str_eq(needs(vm, "structures of classes"),
	    "600000+80000 700000+80000");
	process_free(&vm->p);
}
END_TEST

START_TEST(lists_of_classes_and_loaders_may_be_circles)
{
	struct jvm *vm = with_classes();

	process_put(&vm->p, LOADER, LOADER);
	process_put(&vm->p, 0x600108, 0x600000);
	ck_assert_str_eq(needs(vm, "structures of classes"),
	    "600000+80000 700000+80000");
	process_free(&vm->p);
}
END_TEST

START_TEST(a_class_on_the_heap_is_a_lie)
{
	struct jvm *vm = with_classes();

	process_put(&vm->p, 0x600108, 0x410000);
	ck_assert_str_eq(needs(vm, "structures of classes"),
	    "600000+80000 700000+80000");
	process_free(&vm->p);
}
END_TEST

START_TEST(threads_are_kept_whole)
{
	struct jvm *vm = serial();

	synth_vm_static(&vm->vm, "ThreadsSMRSupport", "_java_thread_list",
	    VM_STATICS + 0x20);
	synth_vm_field(&vm->vm, "ThreadsList", "_length", 4);
	synth_vm_field(&vm->vm, "ThreadsList", "_threads", 8);
	synth_vm_type(&vm->vm, "JavaThread", 0x600);
	process_put(&vm->p, VM_STATICS + 0x20, 0x240000);
	put_le32(process_at(&vm->p, 0x240004), 2);
	process_put(&vm->p, 0x240008, 0x240100);
	process_put_all(&vm->p, 0x240100, UINT64_C(0x24fe00),
	    UINT64_C(0x25fe00), NO_WORD);
	ck_assert_str_eq(needs(vm, "what the virtual"),
	    "200000+10000 240000+21000");
	process_free(&vm->p);
}
END_TEST

START_TEST(maps_of_code_are_kept)
{
	struct jvm *vm = serial();

	synth_vm_static(&vm->vm, "CodeCache", "_heaps", VM_STATICS + 0x20);
	synth_vm_field(&vm->vm, "GrowableArrayBase", "_len", 0);
	synth_vm_field(&vm->vm, "GrowableArray<int>", "_data", 8);
	synth_vm_field(&vm->vm, "CodeHeap", "_segmap", 0x10);
	synth_vm_field(&vm->vm, "VirtualSpace", "_low", 0);
	synth_vm_field(&vm->vm, "VirtualSpace", "_high", 8);
	process_put(&vm->p, VM_STATICS + 0x20, 0x240000);
	put_le32(process_at(&vm->p, 0x240000), 1);
	process_put(&vm->p, 0x240008, 0x240100);
	process_put(&vm->p, 0x240100, 0x240200);
	process_put_all(&vm->p, 0x240210, UINT64_C(0x250000),
	    UINT64_C(0x272000), NO_WORD);
	ck_assert_str_eq(needs(vm, "what the virtual"),
	    "200000+10000 240000+40000");
	process_free(&vm->p);
}
END_TEST

START_TEST(without_the_constants_of_libjvm_it_is_refused)
{
	struct jvm *vm = serial();

	/* Its header alone, as kernels write it by default. */
	memset(process_at(&vm->p, 0x101000), 0, 0x3000);
	vm->vm.nsymbols = 0;
	ck_assert_str_eq(needs(vm, NULL), LACKS);
	process_free(&vm->p);
}
END_TEST

START_TEST(tables_that_contradict_themselves_are_refused)
{
	static const struct {
		unsigned	 number;
		uint64_t	 value;
	} bad[] = {
		{ VM_STRUCTS, 0 }, { VM_STRUCTS, UINT64_MAX },
		{ VM_STRUCT_STRIDE, 0 }, { VM_STRUCT_STRIDE, UINT64_MAX },
		{ VM_STRUCT_STRIDE, 8 }, { VM_STRUCT_TYPE, 41 },
		{ VM_STRUCT_FIELD, UINT64_MAX }, { VM_STRUCT_OFFSET, 48 },
	};
	struct jvm *vm;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		vm = serial();
		process_put(&vm->p, synth_vm_number(bad[i].number),
		    bad[i].value);
		ck_assert_str_eq(needs(vm, NULL), LACKS);
		process_free(&vm->p);
	}
}
END_TEST

START_TEST(a_heap_that_is_not_there_is_refused)
{
	struct jvm *vm = jvm_new(VM_IMAGE VM_NATIVE, "UseSerialGC");

	ck_assert_str_eq(needs(vm, NULL), "the tables of "
	    "libjvm.so do not lead to a Java heap");
	process_free(&vm->p);
}
END_TEST

START_TEST(mini_managed_is_not_for_java)
{
	struct jvm *vm = serial();

	needs(vm, NULL);
	ck_assert_str_eq(vm->p.m->survey.frames_refusal, "it is for .NET, "
	    "and the process runs a Java virtual machine");
	process_free(&vm->p);
}
END_TEST

START_TEST(heap_keeps_what_tells_where_the_heap_is)
{
	struct jvm *vm = serial();
	struct dump_plan *p = synth_plan(vm->p.m, "heap", NULL);

	ck_assert_str_eq(synth_kept(p),
	    "100000+4000 105000+4000 200000+80000 400000+100000");
	dump_plan_free(p);
	process_free(&vm->p);
}
END_TEST

START_TEST(heap_managed_keeps_what_is_needed)
{
	struct jvm *vm = serial();
	struct dump_plan *p;

	needs(vm, NULL);
	process_ask(&vm->p, ASK_LITTLE);
	p = synth_plan(vm->p.m, "heap_managed", NULL);
	ck_assert_str_eq(synth_kept(p), "100000+4000 105000+4000 "
	    "200000+10000 400000+5000 440000+1000 480000+11000");
	dump_plan_free(p);
	process_free(&vm->p);
}
END_TEST

Suite *
hotspot_suite(void)
{
	Suite *s = suite_create("hotspot");
	TCase *t = tcase_create("hotspot");

	tcase_add_test(t, objects_lie_below_the_top_of_each_space);
	tcase_add_test(t, names_are_found_by_either_kind_of_hash_and_address);
	tcase_add_test(t, fields_may_have_the_names_of_older_releases);
	tcase_add_test(t, a_space_outside_the_heap_is_not_believed);
	tcase_add_test(t,
	    of_a_collector_that_is_not_known_all_that_is_reserved_stays);
	tcase_add_test(t, the_parallel_collector_has_spaces_too);
	tcase_add_test(t, regions_of_g1_are_kept_up_to_their_tops);
	tcase_add_test(t, a_table_of_g1_that_lies_keeps_the_heap);
	tcase_add_test(t, the_heap_of_z_is_a_file_in_memory);
	tcase_add_test(t, without_that_file_z_is_refused);
	tcase_add_test(t, what_nobody_points_to_is_left);
	tcase_add_test(t, pointers_of_its_data_lead_from_block_to_block);
	tcase_add_test(t,
	    a_stack_of_which_nearly_all_is_absent_is_soon_read);
	tcase_add_test(t, there_are_no_more_runs_than_a_debugger_can_read);
	tcase_add_test(t, objects_of_the_heap_lead_nowhere);
	tcase_add_test(t, memory_of_classes_is_kept_from_end_to_end);
	tcase_add_test(t, lists_of_classes_and_loaders_may_be_circles);
	tcase_add_test(t, a_class_on_the_heap_is_a_lie);
	tcase_add_test(t, threads_are_kept_whole);
	tcase_add_test(t, maps_of_code_are_kept);
	tcase_add_test(t, without_the_constants_of_libjvm_it_is_refused);
	tcase_add_test(t, tables_that_contradict_themselves_are_refused);
	tcase_add_test(t, a_heap_that_is_not_there_is_refused);
	tcase_add_test(t, mini_managed_is_not_for_java);
	tcase_add_test(t, heap_keeps_what_tells_where_the_heap_is);
	tcase_add_test(t, heap_managed_keeps_what_is_needed);
	suite_add_tcase(s, t);
	return s;
}
