using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorLstm.Host.Cli;

/// <summary>A table of two columns without lines: names, and beside each what it stands for.</summary>
internal sealed class NamedValues
{
    private readonly Table table = new() { Border = TableBorder.None, ShowHeaders = false };

    public NamedValues()
    {
        table.AddColumn(new TableColumn("") { NoWrap = true });
        table.AddColumn("");
    }

    /// <summary>The table as it is written.</summary>
    public IRenderable Rendered => table;

    /// <summary>Adds a name and what it stands for.</summary>
    public void Add(string name, string value) => table.AddRow(new Text(name, new Style(decoration: Decoration.Bold)), new Text(value));

    /// <summary>Adds a name and lines that it stands for.</summary>
    public void Add(string name, IEnumerable<string> lines) => Add(name, string.Join('\n', lines));
}
