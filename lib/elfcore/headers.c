/* SPDX-License-Identifier: BSD-2-Clause */
/* headers.c -- ELF, program and section headers of either class and order,
 * translated by libelf. */
#include <inttypes.h>
#include <string.h>

#include "base/checked.h"
#include "base/err.h"
#include "elfcore/elfcore.h"

enum { BLOCK = 64 };		/* headers of 32 bits translated at a time */

struct elfcore_sizes
elfcore_sizes(const Elf64_Ehdr *e)
{
	if (e->e_ident[EI_CLASS] == ELFCLASS64)
		return (struct elfcore_sizes){ sizeof(Elf64_Ehdr),
		    sizeof(Elf64_Phdr), sizeof(Elf64_Shdr) };
	return (struct elfcore_sizes){ sizeof(Elf32_Ehdr), sizeof(Elf32_Phdr),
	    sizeof(Elf32_Shdr) };
}

bool
elfcore_big(const Elf64_Ehdr *e)
{
	return e->e_ident[EI_DATA] == ELFDATA2MSB;
}

unsigned
elfcore_word(const Elf64_Ehdr *e)
{
	return e->e_ident[EI_CLASS] == ELFCLASS64 ? 8 : 4;
}

/* From the file's form to memory's; libelf wants to write to neither. */
static void
to_memory(void *out, const void *bytes, size_t size, Elf_Type type,
    const unsigned char *ident)
{
	Elf_Data dst = { .d_buf = out, .d_type = type, .d_size = size,
	    .d_version = EV_CURRENT };
	Elf_Data src = { .d_type = type, .d_size = size,
	    .d_version = EV_CURRENT };

	memcpy(&src.d_buf, &bytes, sizeof src.d_buf);
	(void)elf_version(EV_CURRENT);
	if (ident[EI_CLASS] == ELFCLASS64)
		(void)elf64_xlatetom(&dst, &src, ident[EI_DATA]);
	else
		(void)elf32_xlatetom(&dst, &src, ident[EI_DATA]);
}

static void
to_file(void *out, const void *header, size_t size, Elf_Type type,
    const unsigned char *ident)
{
	Elf_Data dst = { .d_buf = out, .d_type = type, .d_size = size,
	    .d_version = EV_CURRENT };
	Elf_Data src = { .d_type = type, .d_size = size,
	    .d_version = EV_CURRENT };

	memcpy(&src.d_buf, &header, sizeof src.d_buf);
	(void)elf_version(EV_CURRENT);
	if (ident[EI_CLASS] == ELFCLASS64)
		(void)elf64_xlatetof(&dst, &src, ident[EI_DATA]);
	else
		(void)elf32_xlatetof(&dst, &src, ident[EI_DATA]);
}

static void
widen_ehdr(Elf64_Ehdr *out, const Elf32_Ehdr *e)
{
	memcpy(out->e_ident, e->e_ident, sizeof out->e_ident);
	out->e_type = e->e_type;
	out->e_machine = e->e_machine;
	out->e_version = e->e_version;
	out->e_entry = e->e_entry;
	out->e_phoff = e->e_phoff;
	out->e_shoff = e->e_shoff;
	out->e_flags = e->e_flags;
	out->e_ehsize = e->e_ehsize;
	out->e_phentsize = e->e_phentsize;
	out->e_phnum = e->e_phnum;
	out->e_shentsize = e->e_shentsize;
	out->e_shnum = e->e_shnum;
	out->e_shstrndx = e->e_shstrndx;
}

static void
narrow_ehdr(Elf32_Ehdr *out, const Elf64_Ehdr *e)
{
	memcpy(out->e_ident, e->e_ident, sizeof out->e_ident);
	out->e_type = e->e_type;
	out->e_machine = e->e_machine;
	out->e_version = e->e_version;
	out->e_entry = (Elf32_Addr)e->e_entry;
	out->e_phoff = (Elf32_Off)e->e_phoff;
	out->e_shoff = (Elf32_Off)e->e_shoff;
	out->e_flags = e->e_flags;
	out->e_ehsize = e->e_ehsize;
	out->e_phentsize = e->e_phentsize;
	out->e_phnum = e->e_phnum;
	out->e_shentsize = e->e_shentsize;
	out->e_shnum = e->e_shnum;
	out->e_shstrndx = e->e_shstrndx;
}

static int
check_ehdr(const Elf64_Ehdr *e, struct dump_err *err)
{
	uint64_t need = elfcore_sizes(e).phdr;

	if (e->e_type != ET_CORE)
		return dump_fail(err, DUMP_E_UNKNOWN, 0,
		    "ELF header: type %u is not a core dump (%u)", e->e_type,
		    ET_CORE);
	if (e->e_phnum == 0)
		return dump_fail(err, DUMP_E_DAMAGED, 0,
		    "ELF header: a core dump without program headers");
	if (e->e_phentsize < need)
		return dump_fail(err, DUMP_E_DAMAGED, 0,
		    "ELF header: program headers of %u bytes, they take %"
		    PRIu64, e->e_phentsize, need);
	if (e->e_phoff < elfcore_sizes(e).ehdr)
		return dump_fail(err, DUMP_E_DAMAGED, 0,
		    "ELF header: program headers at %#" PRIx64
		    ", inside the ELF header", e->e_phoff);
	return 0;
}

int
elfcore_get_ehdr(Elf64_Ehdr *out, const uint8_t *bytes, size_t len,
    struct dump_err *err)
{
	Elf32_Ehdr e;
	size_t need;

	if (len < EI_NIDENT || memcmp(bytes, ELFMAG, SELFMAG) != 0)
		return dump_fail(err, DUMP_E_UNKNOWN, 0, "not an ELF file");
	if ((bytes[EI_CLASS] != ELFCLASS32 && bytes[EI_CLASS] != ELFCLASS64) ||
	    (bytes[EI_DATA] != ELFDATA2LSB && bytes[EI_DATA] != ELFDATA2MSB))
		return dump_fail(err, DUMP_E_DAMAGED, EI_CLASS,
		    "ELF header: no class %u or byte order %u is known",
		    bytes[EI_CLASS], bytes[EI_DATA]);
	need = bytes[EI_CLASS] == ELFCLASS64 ? sizeof *out : sizeof e;
	if (len < need)
		return dump_fail(err, DUMP_E_TRUNC, len,
		    "ELF header: %zu of %zu bytes are there", len, need);
	if (need == sizeof *out) {
		to_memory(out, bytes, need, ELF_T_EHDR, bytes);
	} else {
		to_memory(&e, bytes, need, ELF_T_EHDR, bytes);
		widen_ehdr(out, &e);
	}
	return check_ehdr(out, err);
}

void
elfcore_put_ehdr(uint8_t *out, const Elf64_Ehdr *e)
{
	Elf32_Ehdr narrow;

	if (elfcore_word(e) == 8) {
		to_file(out, e, sizeof *e, ELF_T_EHDR, e->e_ident);
	} else {
		narrow_ehdr(&narrow, e);
		to_file(out, &narrow, sizeof narrow, ELF_T_EHDR, e->e_ident);
	}
}

static void
widen_phdr(Elf64_Phdr *out, const Elf32_Phdr *p)
{
	out->p_type = p->p_type;
	out->p_flags = p->p_flags;
	out->p_offset = p->p_offset;
	out->p_vaddr = p->p_vaddr;
	out->p_paddr = p->p_paddr;
	out->p_filesz = p->p_filesz;
	out->p_memsz = p->p_memsz;
	out->p_align = p->p_align;
}

void
elfcore_get_phdrs(Elf64_Phdr *out, const uint8_t *bytes, size_t n,
    const Elf64_Ehdr *e)
{
	Elf32_Phdr narrow[BLOCK];
	size_t i, k;

	if (elfcore_word(e) == 8) {
		to_memory(out, bytes, n * sizeof *out, ELF_T_PHDR, e->e_ident);
		return;
	}
	for (; n > 0; n -= k) {
		k = n < BLOCK ? n : BLOCK;
		to_memory(narrow, bytes, k * sizeof *narrow, ELF_T_PHDR,
		    e->e_ident);
		for (i = 0; i < k; i++)
			widen_phdr(out++, &narrow[i]);
		bytes += k * sizeof *narrow;
	}
}

void
elfcore_put_phdr(uint8_t *out, const Elf64_Phdr *p, const Elf64_Ehdr *e)
{
	Elf32_Phdr narrow;

	if (elfcore_word(e) == 8) {
		to_file(out, p, sizeof *p, ELF_T_PHDR, e->e_ident);
		return;
	}
	narrow.p_type = p->p_type;
	narrow.p_flags = p->p_flags;
	narrow.p_offset = (Elf32_Off)p->p_offset;
	narrow.p_vaddr = (Elf32_Addr)p->p_vaddr;
	narrow.p_paddr = (Elf32_Addr)p->p_paddr;
	narrow.p_filesz = (Elf32_Word)p->p_filesz;
	narrow.p_memsz = (Elf32_Word)p->p_memsz;
	narrow.p_align = (Elf32_Word)p->p_align;
	to_file(out, &narrow, sizeof narrow, ELF_T_PHDR, e->e_ident);
}

uint32_t
elfcore_get_count(const uint8_t *shdr, const Elf64_Ehdr *e)
{
	Elf64_Shdr wide;
	Elf32_Shdr narrow;

	if (elfcore_word(e) == 8) {
		to_memory(&wide, shdr, sizeof wide, ELF_T_SHDR, e->e_ident);
		return wide.sh_info;
	}
	to_memory(&narrow, shdr, sizeof narrow, ELF_T_SHDR, e->e_ident);
	return narrow.sh_info;
}

/* As the Linux kernel fills it: type NULL, one section, the count. */
void
elfcore_put_count(uint8_t *shdr, uint32_t count, const Elf64_Ehdr *e)
{
	Elf64_Shdr wide = { .sh_size = 1, .sh_info = count };
	Elf32_Shdr narrow = { .sh_size = 1, .sh_info = count };

	if (elfcore_word(e) == 8)
		to_file(shdr, &wide, sizeof wide, ELF_T_SHDR, e->e_ident);
	else
		to_file(shdr, &narrow, sizeof narrow, ELF_T_SHDR, e->e_ident);
}
