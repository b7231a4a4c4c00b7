using System.Security.Claims;

namespace ActorLstm.Host.Web.Security;

/// <summary>Who may do what.</summary>
internal static class Roles
{
    /// <summary>May look at everything.</summary>
    public const string Viewer = "viewer";

    /// <summary>May do everything.</summary>
    public const string Operator = "operator";

    /// <summary>Somebody in a role: an operator may look as well.</summary>
    /// <param name="role">The role.</param>
    /// <param name="scheme">How it was found out.</param>
    /// <param name="more">What else is known.</param>
    public static ClaimsPrincipal User(string role, string scheme, params IEnumerable<Claim> more)
    {
        var identity = new ClaimsIdentity(scheme);
        identity.AddClaim(new Claim(identity.NameClaimType, role));
        identity.AddClaim(new Claim(identity.RoleClaimType, Viewer));
        if (role == Operator)
        {
            identity.AddClaim(new Claim(identity.RoleClaimType, Operator));
        }

        identity.AddClaims(more);
        return new ClaimsPrincipal(identity);
    }
}
