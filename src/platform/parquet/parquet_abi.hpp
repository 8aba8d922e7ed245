#pragma once
// What the server and the Parquet module say to each other: plain data and functions. No exception
// crosses, and a callback that throws says `stop` instead.

#include <cstdint>

namespace ontos {

/// Another number for another meaning of what follows.
inline constexpr std::uint32_t parquet_abi = 2;

struct ParquetText {
    const char* data;
    std::uint64_t size;
};

/// What a column of a written file holds; each may be null.
enum class ParquetKind : std::int32_t { text, number, boolean, time, chat, integer };

struct ParquetColumn {
    const char* name;
    ParquetKind kind;
};

struct ParquetMessage {
    ParquetText role, content;
};

/// A value, by the kind of its column: `text`; `number`, also of a boolean; microseconds since
/// 1970; messages; `integer`.
struct ParquetCell {
    bool is_null;
    ParquetText text;
    double number;
    std::int64_t time, integer;
    const ParquetMessage* messages;
    std::uint64_t messages_size;
};

enum class ParquetOutcome : std::int32_t {
    done,
    refused,  ///< the file is at fault: the error says why
    failed,   ///< the module is
    stopped   ///< a callback said so
};

struct ParquetError {
    char text[400];
};

/// Bounds of what is read from a file that somebody sent.
struct ParquetBounds {
    std::uint64_t columns_max, memory_bytes_max;
};

/// Gets bytes of a file. false: stop.
using ParquetSink = bool (*)(void* context, const char* data, std::uint64_t size);
/// Gets the texts of a row; what is null or NaN is empty. false: stop.
using ParquetVisit = bool (*)(void* context, const ParquetText* cells, std::uint64_t count);
enum class ParquetChoice : std::int32_t { keep, drop, stop };
/// Asked for each row of a file in order.
using ParquetChoose = ParquetChoice (*)(void* context);

/// A file that is written. Owned by one thread.
struct ParquetWriter;

struct ParquetApi {
    std::uint32_t abi;
    const char* version;  ///< of the Arrow libraries

    /// Visits first the names of the columns, then each row. Lists, structs and bytes are refused.
    ParquetOutcome (*read_rows)(const char* path, const ParquetBounds* bounds, void* context,
                                ParquetVisit visit, ParquetError* error);
    /// The same file without some rows.
    ParquetOutcome (*copy_rows)(const char* path, const ParquetBounds* bounds, void* context,
                                ParquetChoose choose, ParquetSink sink, ParquetError* error);

    /// Null if it failed.
    ParquetWriter* (*open)(const ParquetColumn* columns, std::uint64_t count, void* context,
                           ParquetSink sink, ParquetError* error);
    /// A cell for each column. Holds at most a row group in memory.
    ParquetOutcome (*append)(ParquetWriter* writer, const ParquetCell* cells, ParquetError* error);
    ParquetOutcome (*finish)(ParquetWriter* writer, ParquetError* error);
    void (*close)(ParquetWriter* writer);
};

/// The one symbol of the module: `ontos_parquet_api`.
using GetParquetApi = const ParquetApi* (*)();

}  // namespace ontos
