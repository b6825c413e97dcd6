/* SPDX-License-Identifier: BSD-2-Clause */
/* check_hotspot.c -- what the debuggers of a Java virtual machine need. */
#include <check.h>
#include <string.h>

#include "base/bytes.h"
#include "process/survey.h"
#include "tests/suites.h"
#include "tests/synth_vm.h"

#define LACKS	"the dump lacks the read-only pages of libjvm.so, which "   \
	"say where the Java heap is (the kernel writes them if bit 2 of "   \
	"coredump_filter is set)"

/* Places of objects of the machine, in the first block of its memory. */
enum {
	YOUNG = 0x200400, OLD = 0x200500, EDEN = 0x200600, FROM = 0x200700,
	TO = 0x200800, TENURED = 0x200900, LOADER = 0x200a00
};

static void
put_space(struct synth_vm *vm, uint64_t at, uint64_t bottom, uint64_t top)
{
	process_put_all(&vm->p, at, bottom, top, NO_WORD);
}

static void
put_serial_heap(struct synth_vm *vm, const char *heap)
{
	synth_vm_field(vm, heap, "_young_gen", 0x40);
	synth_vm_field(vm, heap, "_old_gen", 0x48);
	synth_vm_field(vm, "DefNewGeneration", "_eden_space", 0);
	synth_vm_field(vm, "DefNewGeneration", "_from_space", 8);
	synth_vm_field(vm, "DefNewGeneration", "_to_space", 16);
	synth_vm_field(vm, "TenuredGeneration", "_the_space", 8);
	synth_vm_field(vm, "ContiguousSpace", "_bottom", 0);
	synth_vm_field(vm, "ContiguousSpace", "_top", 8);
	process_put_all(&vm->p, VM_HEAP_AT + 0x40, (uint64_t)YOUNG,
	    (uint64_t)OLD, NO_WORD);
	process_put_all(&vm->p, YOUNG, (uint64_t)EDEN, (uint64_t)FROM,
	    (uint64_t)TO, NO_WORD);
	process_put(&vm->p, OLD + 8, TENURED);
	put_space(vm, EDEN, 0x400000, 0x405000);
	put_space(vm, FROM, 0x440000, 0x441000);
	put_space(vm, TO, 0x448000, 0x448000);
	put_space(vm, TENURED, 0x480000, 0x490008);
}

static struct synth_vm
serial(void)
{
	struct synth_vm vm = synth_vm(VM_PROCESS, "UseSerialGC");

	put_serial_heap(&vm, "SerialHeap");
	return vm;
}

START_TEST(objects_lie_below_the_top_of_each_space)
{
	struct synth_vm vm = serial();

	ck_assert_str_eq(synth_vm_needs(&vm, "objects"),
	    "400000+5000 440000+1000 480000+10008");
	process_free(&vm.p);
}
END_TEST

START_TEST(names_are_found_by_either_kind_of_hash_and_address)
{
	struct synth_vm vm;
	int i;

	for (i = 0; i < 4; i++) {
		vm = serial();
		vm.sysv = (i & 1) != 0;
		vm.relocated = (i & 2) != 0;
		ck_assert_str_eq(synth_vm_needs(&vm, "objects"),
		    "400000+5000 440000+1000 480000+10008");
		process_free(&vm.p);
	}
}
END_TEST

START_TEST(fields_may_have_the_names_of_older_releases)
{
	struct synth_vm vm = synth_vm(VM_PROCESS, "UseSerialGC");

	put_serial_heap(&vm, "GenCollectedHeap");
	ck_assert_str_eq(synth_vm_needs(&vm, "objects"),
	    "400000+5000 440000+1000 480000+10008");
	process_free(&vm.p);
}
END_TEST

START_TEST(a_space_outside_the_heap_is_not_believed)
{
	static const uint64_t bad[][2] = {
		{ 0x3ff000, 0x401000 }, { 0x4f0000, 0x501000 },
		{ 0x405000, 0x400000 }, { 0, UINT64_MAX },
	};
	struct synth_vm vm;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		vm = serial();
		put_space(&vm, FROM, bad[i][0], bad[i][1]);
		ck_assert_str_eq(synth_vm_needs(&vm, "Java heap"),
		    "400000+100000");
		process_free(&vm.p);
	}
}
END_TEST

START_TEST(of_a_collector_that_is_not_known_all_that_is_reserved_stays)
{
	struct synth_vm vm = synth_vm(VM_PROCESS, "UseShenandoahGC");

	ck_assert_str_eq(synth_vm_needs(&vm, "Java heap"), "400000+100000");
	process_free(&vm.p);
}
END_TEST

static struct synth_vm
parallel(void)
{
	struct synth_vm vm = synth_vm(VM_PROCESS, "UseParallelGC");

	synth_vm_static(&vm, "ParallelScavengeHeap", "_young_gen",
	    VM_STATICS + 0x10);
	synth_vm_static(&vm, "ParallelScavengeHeap", "_old_gen",
	    VM_STATICS + 0x18);
	synth_vm_field(&vm, "PSYoungGen", "_eden_space", 0);
	synth_vm_field(&vm, "PSYoungGen", "_from_space", 8);
	synth_vm_field(&vm, "PSYoungGen", "_to_space", 16);
	synth_vm_field(&vm, "PSOldGen", "_object_space", 8);
	synth_vm_field(&vm, "MutableSpace", "_bottom", 0);
	synth_vm_field(&vm, "MutableSpace", "_top", 8);
	process_put_all(&vm.p, VM_STATICS + 0x10, (uint64_t)YOUNG,
	    (uint64_t)OLD, NO_WORD);
	process_put_all(&vm.p, YOUNG, (uint64_t)EDEN, (uint64_t)FROM,
	    (uint64_t)TO, NO_WORD);
	process_put(&vm.p, OLD + 8, TENURED);
	put_space(&vm, EDEN, 0x400000, 0x406000);
	put_space(&vm, FROM, 0x440000, 0x440000);
	put_space(&vm, TO, 0x448000, 0x448000);
	put_space(&vm, TENURED, 0x480000, 0x481000);
	return vm;
}

START_TEST(the_parallel_collector_has_spaces_too)
{
	struct synth_vm vm = parallel();

	ck_assert_str_eq(synth_vm_needs(&vm, "objects"),
	    "400000+6000 480000+1000");
	process_free(&vm.p);
}
END_TEST

/* Regions of 40000 bytes; the third was never made. */
static struct synth_vm
g1(void)
{
	struct synth_vm vm = synth_vm(VM_PROCESS, "UseG1GC");
	uint64_t i;

	synth_vm_field(&vm, "G1CollectedHeap", "_hrm", 0x40);
	synth_vm_field(&vm, "HeapRegionManager", "_regions", 0x10);
	synth_vm_field(&vm, "G1HeapRegionTable", "_base", 0);
	synth_vm_field(&vm, "G1HeapRegionTable", "_length", 8);
	synth_vm_field(&vm, "HeapRegion", "_bottom", 0);
	synth_vm_field(&vm, "HeapRegion", "_end", 8);
	synth_vm_field(&vm, "HeapRegion", "_top", 16);
	synth_vm_type(&vm, "HeapRegion", 0x100);
	process_put_all(&vm.p, VM_HEAP_AT + 0x50, UINT64_C(0x210000),
	    UINT64_C(4), NO_WORD);
	for (i = 0; i < 4; i++) {
		if (i != 2)
			process_put(&vm.p, 0x210000 + i * 8,
			    0x220000 + i * 0x100);
		process_put_all(&vm.p, 0x220000 + i * 0x100,
		    0x400000 + i * 0x40000, 0x440000 + i * 0x40000,
		    0x400000 + i * 0x40000 + i * 0x2000, NO_WORD);
	}
	return vm;
}

START_TEST(regions_of_g1_are_kept_up_to_their_tops)
{
	struct synth_vm vm = g1();

	ck_assert_str_eq(synth_vm_needs(&vm, "objects"),
	    "440000+2000 4c0000+6000");
	process_free(&vm.p);
}
END_TEST

START_TEST(a_table_of_g1_that_lies_keeps_the_heap)
{
	static const uint64_t lengths[] = { 5, 0x10000, UINT64_MAX };
	struct synth_vm vm;
	size_t i;

	for (i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		vm = g1();
		process_put(&vm.p, VM_HEAP_AT + 0x58, lengths[i]);
		process_put(&vm.p, 0x210000 + 4 * 8, 0x7777);
		ck_assert_str_eq(synth_vm_needs(&vm, "Java heap"),
		    "400000+100000");
		process_free(&vm.p);
	}
}
END_TEST

START_TEST(the_heap_of_z_is_a_file_in_memory)
{
	struct synth_vm vm = synth_vm(VM_IMAGE VM_NATIVE
	    "rw- 40000000000+20000 /memfd:java_heap@0 deleted\n", "UseZGC");

	ck_assert_str_eq(synth_vm_needs(&vm, "Java heap"),
	    "40000000000+20000");
	process_free(&vm.p);
}
END_TEST

START_TEST(without_that_file_z_is_refused)
{
	struct synth_vm vm = synth_vm(VM_PROCESS, "UseZGC");

	ck_assert_str_eq(synth_vm_needs(&vm, NULL), "the collector is Z, "
	    "and its heap is in no file that is known");
	process_free(&vm.p);
}
END_TEST

START_TEST(what_nobody_points_to_is_left)
{
	struct synth_vm vm = serial();

	ck_assert_str_eq(synth_vm_needs(&vm, "what the virtual"),
	    "200000+10000");
	process_free(&vm.p);
}
END_TEST

START_TEST(pointers_of_its_data_lead_from_block_to_block)
{
	struct synth_vm vm = serial();

	process_put(&vm.p, VM_STATICS + 0x80, 0x230000);
	process_put(&vm.p, 0x23fff0, 0x27fff8);
	ck_assert_str_eq(synth_vm_needs(&vm, "what the virtual"),
	    "200000+10000 230000+10000 270000+10000");
	process_free(&vm.p);
}
END_TEST

START_TEST(objects_of_the_heap_lead_nowhere)
{
	struct synth_vm vm = serial();

	process_put(&vm.p, 0x400008, 0x240000);
	ck_assert_str_eq(synth_vm_needs(&vm, "what the virtual"),
	    "200000+10000");
	process_free(&vm.p);
}
END_TEST

/* A loader with two classes: one at 600000, its methods at 700000, and one of
 * arrays at 600100, where another has its methods. */
static struct synth_vm
with_classes(void)
{
	struct synth_vm vm = synth_vm(VM_PROCESS "rw- 600000+80000\n"
	    "rw- 700000+80000\nrw- 800000+80000\n", "UseSerialGC");

	synth_vm_static(&vm, "ClassLoaderDataGraph", "_head", VM_STATICS + 8);
	synth_vm_field(&vm, "ClassLoaderData", "_next", 0);
	synth_vm_field(&vm, "ClassLoaderData", "_klasses", 8);
	synth_vm_field(&vm, "Klass", "_layout_helper", 0);
	synth_vm_field(&vm, "Klass", "_next_link", 8);
	synth_vm_field(&vm, "InstanceKlass", "_methods", 16);
	process_put(&vm.p, VM_STATICS + 8, LOADER);
	process_put(&vm.p, LOADER + 8, 0x600000);
	process_put_all(&vm.p, 0x600000, UINT64_C(8), UINT64_C(0x600100),
	    UINT64_C(0x700000), NO_WORD);
	put_le32(process_at(&vm.p, 0x600100), 0x80000000);
	process_put(&vm.p, 0x600110, 0x800000);
	return vm;
}

START_TEST(memory_of_classes_is_kept_from_end_to_end)
{
	struct synth_vm vm = with_classes();

	ck_assert_str_eq(synth_vm_needs(&vm, "structures of classes"),
	    "600000+80000 700000+80000");
	process_free(&vm.p);
}
END_TEST

START_TEST(lists_of_classes_and_loaders_may_be_circles)
{
	struct synth_vm vm = with_classes();

	process_put(&vm.p, LOADER, LOADER);
	process_put(&vm.p, 0x600108, 0x600000);
	ck_assert_str_eq(synth_vm_needs(&vm, "structures of classes"),
	    "600000+80000 700000+80000");
	process_free(&vm.p);
}
END_TEST

START_TEST(a_class_on_the_heap_is_a_lie)
{
	struct synth_vm vm = with_classes();

	process_put(&vm.p, 0x600108, 0x410000);
	ck_assert_str_eq(synth_vm_needs(&vm, "structures of classes"),
	    "600000+80000 700000+80000");
	process_free(&vm.p);
}
END_TEST

START_TEST(threads_are_kept_whole)
{
	struct synth_vm vm = serial();

	synth_vm_static(&vm, "ThreadsSMRSupport", "_java_thread_list",
	    VM_STATICS + 0x20);
	synth_vm_field(&vm, "ThreadsList", "_length", 4);
	synth_vm_field(&vm, "ThreadsList", "_threads", 8);
	synth_vm_type(&vm, "JavaThread", 0x600);
	process_put(&vm.p, VM_STATICS + 0x20, 0x240000);
	put_le32(process_at(&vm.p, 0x240004), 2);
	process_put(&vm.p, 0x240008, 0x240100);
	process_put_all(&vm.p, 0x240100, UINT64_C(0x24fe00),
	    UINT64_C(0x25fe00), NO_WORD);
	ck_assert_str_eq(synth_vm_needs(&vm, "what the virtual"),
	    "200000+10000 240000+21000");
	process_free(&vm.p);
}
END_TEST

START_TEST(maps_of_code_are_kept)
{
	struct synth_vm vm = serial();

	synth_vm_static(&vm, "CodeCache", "_heaps", VM_STATICS + 0x20);
	synth_vm_field(&vm, "GrowableArrayBase", "_len", 0);
	synth_vm_field(&vm, "GrowableArray<int>", "_data", 8);
	synth_vm_field(&vm, "CodeHeap", "_segmap", 0x10);
	synth_vm_field(&vm, "VirtualSpace", "_low", 0);
	synth_vm_field(&vm, "VirtualSpace", "_high", 8);
	process_put(&vm.p, VM_STATICS + 0x20, 0x240000);
	put_le32(process_at(&vm.p, 0x240000), 1);
	process_put(&vm.p, 0x240008, 0x240100);
	process_put(&vm.p, 0x240100, 0x240200);
	process_put_all(&vm.p, 0x240210, UINT64_C(0x250000),
	    UINT64_C(0x272000), NO_WORD);
	ck_assert_str_eq(synth_vm_needs(&vm, "what the virtual"),
	    "200000+10000 240000+40000");
	process_free(&vm.p);
}
END_TEST

START_TEST(without_the_constants_of_libjvm_it_is_refused)
{
	struct synth_vm vm = serial();

	/* Its header alone, as kernels write it by default. */
	memset(process_at(&vm.p, 0x101000), 0, 0x3000);
	vm.nsymbols = 0;
	ck_assert_str_eq(synth_vm_needs(&vm, NULL), LACKS);
	process_free(&vm.p);
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
	struct synth_vm vm;
	size_t i;

	for (i = 0; i < sizeof bad / sizeof *bad; i++) {
		vm = serial();
		process_put(&vm.p, synth_vm_number(bad[i].number),
		    bad[i].value);
		ck_assert_str_eq(synth_vm_needs(&vm, NULL), LACKS);
		process_free(&vm.p);
	}
}
END_TEST

START_TEST(a_heap_that_is_not_there_is_refused)
{
	struct synth_vm vm = synth_vm(VM_IMAGE VM_NATIVE, "UseSerialGC");

	ck_assert_str_eq(synth_vm_needs(&vm, NULL), "the tables of "
	    "libjvm.so do not lead to a Java heap");
	process_free(&vm.p);
}
END_TEST

START_TEST(mini_managed_is_not_for_java)
{
	struct synth_vm vm = serial();

	synth_vm_needs(&vm, NULL);
	ck_assert_str_eq(vm.p.m->survey.frames_refusal, "it is for .NET, "
	    "and the process runs a Java virtual machine");
	process_free(&vm.p);
}
END_TEST

START_TEST(heap_keeps_what_tells_where_the_heap_is)
{
	struct synth_vm vm = serial();
	struct dump_plan *p = synth_plan(vm.p.m, "heap", NULL);

	ck_assert_str_eq(synth_kept(p),
	    "100000+4000 105000+4000 200000+80000 400000+100000");
	dump_plan_free(p);
	process_free(&vm.p);
}
END_TEST

START_TEST(heap_managed_keeps_what_is_needed)
{
	struct synth_vm vm = serial();
	struct dump_plan *p;

	synth_vm_needs(&vm, NULL);
	process_ask(&vm.p, ASK_LITTLE);
	p = synth_plan(vm.p.m, "heap_managed", NULL);
	ck_assert_str_eq(synth_kept(p), "100000+4000 105000+4000 "
	    "200000+10000 400000+5000 440000+1000 480000+11000");
	dump_plan_free(p);
	process_free(&vm.p);
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
