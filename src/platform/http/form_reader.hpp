#pragma once
// A form on its way to disk: texts are kept, files are written, hashed and measured.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/api/exchange.hpp"
#include "platform/base/hash.hpp"
#include "platform/http/multipart.hpp"

namespace ontos::http {

struct FormLimits {
    std::filesystem::path upload_dir;
    std::size_t max_parts = 100;
    std::size_t max_text_part_bytes = 1u << 20;  ///< of one; all together four times as much
    std::uint64_t min_free_bytes = 64u << 20;
};

/// Blocks on the disk. Owned by one thread at a time. The destructor removes the files that are
/// still where they were written. Throws Failure{invalid}, {too_large} or {out_of_space}.
class FormReader final : private MultipartSink {
public:
    FormReader(std::string_view boundary,
               std::vector<std::pair<std::string, std::uint64_t>> file_parts, FormLimits limits);
    ~FormReader() override;
    FormReader(const FormReader&) = delete;
    FormReader& operator=(const FormReader&) = delete;

    /// Throws Failure{out_of_space} unless the disk takes so many bytes and some more.
    void check_space(std::uint64_t bytes) const;
    void feed(std::string_view bytes) { parser_.feed(bytes, *this); }
    /// The body has ended.
    void finish() const { parser_.finish(); }
    std::span<api::FormPart> parts() { return parts_; }

private:
    void begin_part(PartHead head) override;
    void add_to_part(std::string_view bytes) override;
    void end_part() override;
    void open_file();
    void write_file(std::string_view bytes);
    void close_file();
    std::uint64_t* limit_of(std::string_view name);

    const FormLimits limits_;
    std::vector<std::pair<std::string, std::uint64_t>> file_parts_;
    MultipartParser parser_;
    std::vector<api::FormPart> parts_;
    std::vector<std::filesystem::path> written_;
    std::size_t text_bytes_ = 0;
    int file_ = -1;
    std::uint64_t file_limit_ = 0;
    Sha256 hash_;
};

/// The folder for uploads, made if absent, emptied of what an earlier process left.
void prepare_upload_dir(const std::filesystem::path& dir);

}  // namespace ontos::http
