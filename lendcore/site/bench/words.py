"""Words of which invented customers are made, the most frequent ones first.

Names are drawn by Zipf's law, as names of a people are: a few stand on every page,
most on none. First and last names are drawn apart, so a whole name is nobody's.
"""

from itertools import product

FIRST_NAMES = (
    "James Mary John Patricia Robert Jennifer Michael Linda William Elizabeth David "
    "Barbara Richard Susan Joseph Jessica Thomas Sarah Charles Karen Christopher "
    "Nancy Daniel Lisa Matthew Margaret Anthony Betty Mark Sandra Donald Ashley "
    "Steven Dorothy Paul Kimberly Andrew Emily Joshua Donna Kenneth Michelle Kevin "
    "Carol Brian Amanda George Melissa Edward Deborah Ronald Stephanie Timothy "
    "Rebecca Jason Laura Jeffrey Sharon Ryan Cynthia Jacob Kathleen Gary Amy "
    "Nicholas Shirley Eric Angela Jonathan Helen Stephen Anna Larry Brenda Justin "
    "Pamela Scott Nicole Brandon Ruth Benjamin Katherine Samuel Samantha Gregory "
    "Christine Frank Emma Alexander Catherine Raymond Debra Patrick Virginia Jack "
    "Rachel Dennis Carolyn Jerry Janet Tyler Maria Aaron Heather Jose Diane Henry "
    "Julie Douglas Joyce Adam Victoria Peter Kelly Nathan Christina Zachary Lauren "
    "Walter Joan Kyle Evelyn Harold Olivia Carl Judith Jeremy Megan Keith Cheryl "
    "Roger Martha Gerald Andrea Ethan Frances Arthur Hannah Terry Jacqueline "
    "Christian Ann Sean Gloria Lawrence Jean Austin Kathryn Joe Alice Noah Teresa "
    "Jesse Sara Albert Janice Bryan Doris Billy Madison Bruce Julia Willie Grace "
    "Jordan Judy Dylan Abigail Alan Marie Ralph Denise Gabriel Beverly Roy Amber "
    "Juan Theresa Wayne Marilyn Eugene Danielle Logan Diana Randy Brittany Louis "
    "Natalie Russell Sophia Vincent Rose Philip Isabella Bobby Alexis Johnny Kayla "
    "Bradley Charlotte"
).split()

LAST_NAMES = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez "
    "Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor Moore Jackson Martin Lee "
    "Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young "
    "Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall "
    "Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker "
    "Cruz Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez "
    "Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos Kim Cox Ward "
    "Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes "
    "Price Alvarez Castillo Sanders Patel Myers Long Ross Foster Jimenez Powell "
    "Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Gonzales "
    "Fisher Vasquez Simmons Romero Jordan Patterson Alexander Hamilton Graham "
    "Reynolds Griffin Wallace Moreno West Cole Hayes Bryant Herrera Gibson Ellis Tran "
    "Medina Aguilar Stevens Murray Ford Castro Marshall Owens Harrison Fernandez "
    "Mcdonald Woods Washington Kennedy Wells Vargas Henry Chen Freeman Webb Tucker "
    "Guzman Burns Crawford Olson Simpson Porter Hunter Gordon Mendez Silva Shaw "
    "Snyder Mason Dixon Munoz Hunt Hicks Holmes Palmer Wagner Black Robertson Boyd "
    "Rose Stone Salazar Fox Warren Mills Meyer Rice Schmidt Garza Daniels Ferguson "
    "Nichols Stephens Soto Weaver Ryan Gardner Payne Grant Dunn Kelley Spencer "
    "Hawkins Arnold Pierce Hansen Peters Santos Hart Bradley Knight Elliott"
).split()

_BEGINNINGS = (
    "Ald Ash Bar Beck Black Bram Bright Bur Cald Car Chat Clay Cran Dal Den Dray Dun "
    "East Ed Elm Fair Farn Gar Glen Grim Hal Har Hath Hol Kel Kirk Lang Lin Mar Mel "
    "Nor Oak Pem Quar Rad Red Rock Row Ruth Sel Shel Stan Strat Thorn Tre Under Wal "
    "War Wes Whit Win Wood Wyn Yar"
).split()
_MIDDLES = (
    "an ar ber ding el en er field ford gan in ing ker land ler ling man mer nar nel "
    "or per ring ser ter ther ton ver wen wick"
).split()
_ENDINGS = (
    "bank bourne brook burn by cliff combe cott croft dale don fell field ford forth "
    "gate grave ham hurst land leigh ley low man mere more ness ridge shaw stead "
    "stock stone thorpe ton wade water way well wick worth"
).split()

# Some hundred people in a million have one of the former, a few one of the latter.
UNCOMMON_LAST_NAMES = [
    beginning + ending for beginning, ending in product(_BEGINNINGS, _ENDINGS)
]
RARE_LAST_NAMES = ["".join(parts) for parts in product(_BEGINNINGS, _MIDDLES, _ENDINGS)]

TRADES = (
    "Construction Trucking Landscaping Roofing Plumbing Electric Painting Cleaning "
    "Farms Motors Bakery Logistics Masonry Welding Concrete Drywall Cabinets Towing "
    "Catering Dental Optical Veterinary Machine Printing Solar Fencing Excavating "
    "Flooring Marine Cycles"
).split()
COMPANY_FORMS = ("LLC", "LLC", "LLC", "Inc.", "Inc.", "Co.", "Corp.", "& Sons", "LP")
# Of the ending that RFC 2606 reserves.
MAIL_DOMAINS = (
    "mail.example inbox.example post.example webmail.example home.example "
    "letters.example net.example cable.example"
).split()
BRANCHES = (
    "Salt Lake City, Provo, Ogden, Denver, Boulder, Boise, Las Vegas, Reno, Phoenix, "
    "Tucson, Cheyenne, Billings"
).split(", ")
