/* SPDX-License-Identifier: BSD-2-Clause */
/* strangers.c -- files that are no process dumps, whatever they are called:
 * each is refused by the name of what it is. */
#include <string.h>

#include "corpora/sample.h"

static void
nothing(struct buf *out)
{
	(void)out;
}

static void
one_byte(struct buf *out)
{
	buf_u8(out, 'M');
}

static void
half_a_signature(struct buf *out)
{
	buf_add(out, "MDM", 3);
}

static void
text(struct buf *out)
{
	static const char words[] = "Thread 1 crashed in app.exe at 0x10\n";

	buf_add(out, words, sizeof words - 1);
}

static void
zeros(struct buf *out)
{
	buf_zeros(out, 5000);
}

/* Of a generator that everybody may know: no magic in it. */
static void
noise(struct buf *out)
{
	uint32_t x = 2463534242U, i;

	for (i = 0; i < 1024; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		buf_u32(out, x);
	}
}

/* MAGIC, then something that is not all zero. */
static void
starts_with(struct buf *out, const char *magic, size_t len)
{
	buf_add(out, magic, len);
	while (out->n < 600)
		buf_u8(out, (unsigned)out->n * 7);
}

static void
jpeg(struct buf *out)
{
	starts_with(out, "\xff\xd8\xff\xe0\0\x10JFIF\0\1\1", 13);
}

static void
html(struct buf *out)
{
	static const char page[] = "<!DOCTYPE html>\n<html><head><title>404 "
	    "Not Found</title></head></html>\n";

	buf_add(out, page, sizeof page - 1);
}

static void
elf_program(struct buf *out)
{
	starts_with(out, "\177ELF\2\1\1\0\0\0\0\0\0\0\0\0\2\0\x3e\0\1\0\0\0",
	    24);
}

static void
elf_object(struct buf *out)
{
	starts_with(out, "\177ELF\1\2\1\0\0\0\0\0\0\0\0\0\0\1\0\x8\0\0\0\1",
	    24);
}

static void
pe_program(struct buf *out)
{
	starts_with(out, "MZ\x90\0\3\0\0\0", 8);
}

static void
mach_o(struct buf *out)
{
	/* 64-bit, x86-64, MH_CORE */
	starts_with(out, "\xcf\xfa\xed\xfe\7\0\0\1\3\0\0\0\4\0\0\0", 16);
}

static void
kernel_dump64(struct buf *out)
{
	starts_with(out, "PAGEDU64\x0f\0\0\0", 12);
}

static void
kernel_dump32(struct buf *out)
{
	starts_with(out, "PAGEDUMP\x0f\0\0\0", 12);
}

static void
user_dump(struct buf *out)
{
	starts_with(out, "USERDUMP\x0f\0\0\0", 12);
}

static void
kdump(struct buf *out)
{
	starts_with(out, "KDUMP   \6\0\0\0Linux", 17);
}

static void
hprof(struct buf *out)
{
	starts_with(out, "JAVA PROFILE 1.0.2\0\0\0\0\4", 23);
}

static void
cab(struct buf *out)
{
	starts_with(out, "MSCF\0\0\0\0", 8);
}

static void
seven_zip(struct buf *out)
{
	starts_with(out, "7z\xbc\xaf\x27\x1c\0\4", 8);
}

static void
tar(struct buf *out)
{
	buf_zeros(out, 1024);
	buf_set(out, 0, "core.4711", 10);
	buf_set(out, 257, "ustar\0" "00", 8);
}

static void
lfs_pointer(struct buf *out)
{
	static const char words[] =
	    "version https://git-lfs.github.com/spec/v1\n"
	    "oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2"
	    "ca24d17e2393\nsize 12345\n";

	buf_add(out, words, sizeof words - 1);
}

static void
microdump(struct buf *out)
{
	static const char words[] = "-----BEGIN BREAKPAD MICRODUMP-----\n"
	    "V app\nO A arm 04 armv7l 3.4.0\n"
	    "-----END BREAKPAD MICRODUMP-----\n";

	buf_add(out, words, sizeof words - 1);
}

static void
script(struct buf *out)
{
	static const char words[] = "#!/bin/sh\necho no dump\n";

	buf_add(out, words, sizeof words - 1);
}

#define NOT(name, make, what)	{ "bad/not-" name, make, "1", "1", "1", what }

const struct sample strangers[] = {
	NOT("empty.dmp", nothing, "No byte at all."),
	NOT("one-byte.dmp", one_byte, "One byte."),
	NOT("half-a-signature.dmp", half_a_signature, "MDM, and no P."),
	NOT("text.dmp", text, "A line of text."),
	NOT("zeros.core", zeros, "Nothing but zeros."),
	NOT("noise.core", noise, "Random bytes."),
	NOT("picture.dmp", jpeg, "A JPEG picture."),
	NOT("page.dmp", html, "An HTML page: the download went wrong."),
	NOT("program.core", elf_program, "An ELF program."),
	NOT("object.core", elf_object, "A big-endian ELF object file."),
	NOT("program.dmp", pe_program, "A PE program."),
	NOT("mach-o.core", mach_o, "A Mach-O core."),
	NOT("windows-kernel.dmp", kernel_dump64, "A Windows kernel dump."),
	NOT("windows-kernel-32.dmp", kernel_dump32, "The same of 32 bits."),
	NOT("user-dump.dmp", user_dump, "What came before minidumps."),
	NOT("kdump.core", kdump, "A compressed dump of a Linux kernel."),
	NOT("java-heap.core", hprof, "A Java heap dump."),
	NOT("archive.cab", cab, "A CAB archive."),
	NOT("archive.7z", seven_zip, "A 7z archive."),
	NOT("archive.tar", tar, "A tar archive."),
	NOT("lfs-pointer.dmp", lfs_pointer, "A Git LFS pointer."),
	NOT("microdump.dmp", microdump, "A Breakpad microdump: text."),
	NOT("script.core", script, "A shell script."),
	{ NULL, NULL, NULL, NULL, NULL, NULL }
};
